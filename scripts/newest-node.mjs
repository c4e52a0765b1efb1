// Runs the suites of verification, rotation and connections on the newest Node. Which one that is changes without notice,
// so a package registry that can't be reached, or a system without a build of it, is no failure: it counts as skipped. It
// installs nothing else: `npm test` runs before it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { finish, skip, vitest } from "./suite.mjs";

const SUITES = [
  "lib/verify",
  "lib/rotation",
  "server/lane.test.ts",
  "server/edge.test.ts",
  "server/upgrade.test.ts",
];
const INSTALL_MS = 60_000;
/** The suites end with a failure after this time; on a quiet machine they take one or two minutes. */
const SUITES_MS = 400_000;

/** Installs the newest Node into this folder; null if that is not possible. */
function installNode(folder) {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
  const args = [
    "install",
    "--no-audit",
    "--no-fund",
    "--fetch-retries=0",
    "--loglevel=error",
    `${name}@latest`,
  ];
  spawnSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"], timeout: INSTALL_MS });
  const program = path.join(folder, "node_modules", name, "bin", "node");
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? { program, version: stdout.trim() } : null;
}

const folder = mkdtempSync(path.join(tmpdir(), "latchkey-node-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const newest = installNode(folder);
if (newest)
  await vitest(`Node ${newest.version}`, {}, SUITES, { program: newest.program, withinMs: SUITES_MS });
else skip("newest Node");
finish();
