// `npm test`: everything, on a fresh clone. The unit and route tests run on the embedded database and on PostgreSQL, then
// a browser does what a person does. Ends with one line: N passed, N failed, N skipped.
import { aptInstall, onPath, startPostgres } from "./postgres.mjs";
import { provision } from "./provision.mjs";
import { startRedis } from "./redis.mjs";
import { count, finish, skip, suite, vitest } from "./suite.mjs";

await provision({ build: true });
process.env.NEXT_TELEMETRY_DISABLED = "1";
/** What must be the same whatever stands behind it. */
const VERIFYING = ["lib/verify/decide", "lib/verify/access", "lib/rotation"];

// Found or installed before the first suite: tests that break Redis start servers of their own.
const redis = await startRedis();
await vitest("embedded database", {});

const postgres = await startPostgres();
if (postgres) {
  const onPostgres = { LATCHKEY_TEST_POSTGRES: postgres.url };
  await vitest("PostgreSQL", onPostgres);
  await vitest("Neon's driver", { ...onPostgres, LATCHKEY_TEST_NEON: "1" }, VERIFYING);
  if (redis) {
    const onRedis = { ...onPostgres, LATCHKEY_TEST_REDIS: redis.url };
    await vitest("Redis", onRedis, VERIFYING);
    await vitest("Upstash REST", { ...onRedis, LATCHKEY_TEST_UPSTASH: "1" }, VERIFYING);
  } else skip("Redis");
  postgres.stop();
} else skip("PostgreSQL");
redis?.stop();

// The shell draws the same pages without the rest of a browser: a quarter less processor time.
const chromium =
  onPath("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome") ??
  (aptInstall("chromium") ? onPath("chromium") : null);
if (chromium) {
  const browser = await suite(
    "browser",
    "node_modules/@playwright/test/cli.js",
    () => ["test", "--reporter=list,json"],
    (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, LATCHKEY_CHROMIUM: chromium }),
  );
  count(browser, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
} else skip("browser");

finish();
