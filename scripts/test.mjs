// `npm test`: everything, on a fresh clone. The unit and route tests run on the embedded database and on PostgreSQL, then
// a browser does what a person does. Ends with one line: N passed, N failed, N skipped.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { aptInstall, onPath, startPostgres } from "./postgres.mjs";
import { provision } from "./provision.mjs";
import { startRedis } from "./redis.mjs";

await provision({ build: true });
process.env.NEXT_TELEMETRY_DISABLED = "1";
const folder = mkdtempSync(path.join(tmpdir(), "latchkey-test-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs one suite with its own output shown; resolves with what its JSON report says. */
async function suite(name, script, args, env) {
  process.stdout.write(`\n── ${name}\n`);
  const report = path.join(folder, `${name.replaceAll(" ", "-")}.json`);
  const child = spawn(process.execPath, [script, ...args(report)], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env(report) },
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  try {
    return { code, report: JSON.parse(readFileSync(report, "utf8")) };
  } catch {
    // No report: the suite itself could not run.
    return { code: code || 1, report: null };
  }
}

function count({ code, report }, read) {
  const seen = report ? read(report) : { passed: 0, failed: 1, skipped: 0 };
  // A suite that fails outside its tests (a set-up, an import) has failed too.
  if (code !== 0 && seen.failed === 0) seen.failed = 1;
  for (const key of Object.keys(totals)) totals[key] += seen[key];
}

const vitest = (name, env, files = []) =>
  suite(
    name,
    "node_modules/vitest/vitest.mjs",
    (report) => ["run", ...files, "--reporter=default", "--reporter=json", `--outputFile=${report}`],
    () => env,
  );
const readVitest = (r) => ({
  passed: r.numPassedTests,
  failed: r.numFailedTests,
  skipped: r.numPendingTests + r.numTodoTests,
});

const skipped = (what) => {
  process.stdout.write(`\n── ${what}: not to be had here, skipped\n`);
  totals.skipped += 1;
};
/** What must be the same whatever stands behind it. */
const VERIFYING = ["lib/verify/verify", "lib/verify/access", "lib/rotation"];

// Found or installed before the first suite: tests that break Redis start servers of their own.
const redis = await startRedis();
count(await vitest("embedded database", {}), readVitest);

const postgres = await startPostgres();
if (postgres) {
  count(await vitest("PostgreSQL", { LATCHKEY_TEST_POSTGRES: postgres.url }), readVitest);
  const onPostgres = { LATCHKEY_TEST_POSTGRES: postgres.url };
  count(await vitest("Neon's driver", { ...onPostgres, LATCHKEY_TEST_NEON: "1" }, VERIFYING), readVitest);
  if (redis) {
    const onRedis = { ...onPostgres, LATCHKEY_TEST_REDIS: redis.url };
    count(await vitest("Redis", onRedis, VERIFYING), readVitest);
    count(await vitest("Upstash REST", { ...onRedis, LATCHKEY_TEST_UPSTASH: "1" }, VERIFYING), readVitest);
  } else skipped("Redis");
  postgres.stop();
} else skipped("PostgreSQL");
redis?.stop();

const chromium =
  onPath("chromium", "chromium-browser", "google-chrome") ??
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
} else skipped("browser");

process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed > 0 ? 1 : 0);
