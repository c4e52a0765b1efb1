// One command for laptop and CI: format, lint, types, dead code, the lockfile, what packages import. All are run; any failure fails the whole.
import { spawnSync } from "node:child_process";
import { provision } from "./provision.mjs";

await provision({ build: false });
const CHECKS = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", ["ci", "."]],
  ["route types", "node_modules/next/dist/bin/next", ["typegen"]],
  ["types", "node_modules/typescript/bin/tsc", ["--noEmit"]],
  ["dead code", "node_modules/knip/bin/knip.js", []],
  ["migrations", "node_modules/drizzle-kit/bin.cjs", ["check"]],
  ["lockfile", "scripts/lockfile.mjs", []],
  ["API compatibility", "scripts/api-compatibility.mjs", []],
  ["packages", "scripts/packages.mjs", []],
];
const failed = [];
for (const [name, script, args] of CHECKS) {
  const began = Date.now();
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  process.stdout.write(
    `${status === 0 ? "ok    " : "FAILED"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`,
  );
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stderr.write(`check failed: ${failed.join(", ")}\n`);
  process.exit(1);
}
