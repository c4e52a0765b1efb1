// `npm test`: everything, on a fresh clone. The unit and route tests run on the embedded database and on PostgreSQL, then
// a browser does what a person does. Ends with one line: N passed, N failed, N skipped.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { aptInstall, onPath, startPostgres } from "./postgres.mjs";
import { provision } from "./provision.mjs";

provision({ build: true });
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

const vitest = (name, env) =>
  suite(
    name,
    "node_modules/vitest/vitest.mjs",
    (report) => ["run", "--reporter=default", "--reporter=json", `--outputFile=${report}`],
    () => env,
  );
const readVitest = (r) => ({
  passed: r.numPassedTests,
  failed: r.numFailedTests,
  skipped: r.numPendingTests + r.numTodoTests,
});

count(await vitest("embedded database", {}), readVitest);

const postgres = await startPostgres();
if (postgres) {
  count(await vitest("PostgreSQL", { LATCHKEY_TEST_POSTGRES: postgres.url }), readVitest);
  postgres.stop();
} else {
  process.stdout.write("\n── PostgreSQL: not to be had here, skipped\n");
  totals.skipped += 1;
}

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
} else {
  process.stdout.write("\n── browser: no Chromium to be had here, skipped\n");
  totals.skipped += 1;
}

process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed > 0 ? 1 : 0);
