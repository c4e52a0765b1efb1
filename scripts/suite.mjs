// Runs suites one after the other, adds up what their reports say, and ends with one line: N passed, N failed, N skipped.
import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const folder = mkdtempSync(path.join(tmpdir(), "latchkey-test-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const totals = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs one suite with its own output shown; resolves with what its JSON report says. `program`: another Node. A suite that
 * takes longer than `withinMs` is ended.
 */
export async function suite(name, script, args, env, { program = process.execPath, withinMs } = {}) {
  process.stdout.write(`\n── ${name}\n`);
  const report = path.join(folder, `${name.replaceAll(" ", "-")}.json`);
  const child = spawn(program, [script, ...args(report)], {
    stdio: ["ignore", "inherit", "inherit"],
    timeout: withinMs,
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

export function count({ code, report }, read) {
  const seen = report ? read(report) : { passed: 0, failed: 1, skipped: 0 };
  // A suite that fails outside its tests (a set-up, an import) has failed too.
  if (code !== 0 && seen.failed === 0) seen.failed = 1;
  for (const key of Object.keys(totals)) totals[key] += seen[key];
}

/** Runs vitest with these arguments and counts its tests. */
export async function vitest(name, env, args = [], options = {}) {
  const reported = (report) => [
    "run",
    ...args,
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${report}`,
  ];
  const ended = await suite(name, "node_modules/vitest/vitest.mjs", reported, () => env, options);
  count(ended, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

export function skip(what) {
  process.stdout.write(`\n── ${what}: not available here, skipped\n`);
  totals.skipped += 1;
}

/** Prints the closing line and ends the process. `.ci/run` adds up the lines of several runs. */
export function finish() {
  const { passed, failed, skipped } = totals;
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  if (process.env.LATCHKEY_TOTALS)
    appendFileSync(process.env.LATCHKEY_TOTALS, `${passed} ${failed} ${skipped}\n`);
  process.exit(failed > 0 ? 1 : 0);
}
