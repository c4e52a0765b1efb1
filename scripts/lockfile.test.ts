import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const SCRIPT = path.resolve("scripts/lockfile.mjs");
const integrity = `sha512-${"A".repeat(86)}==`;

/** Checks a lockfile of these packages, without a registry. */
function check(packages: Record<string, object>) {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-lockfile-"));
  writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ packages }));
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], {
    cwd: folder,
    encoding: "utf8",
    env: { NODE_ENV: "test", PATH: "" },
  });
  rmSync(folder, { recursive: true });
  return { status, stderr };
}

const root = { name: "app", version: "1.0.0" };

test("every entry of this repository's lockfile has a hash", () => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  expect(check(packages)).toEqual({ status: 0, stderr: "" });
});

test("what is not downloaded needs no hash", () => {
  const packages = {
    "": root,
    "node_modules/a": { version: "1.0.0", integrity },
    "node_modules/linked": { resolved: "packages/linked", link: true },
    "packages/linked": { name: "linked", version: "1.0.0" },
    "node_modules/a/node_modules/inside": { version: "1.0.0", inBundle: true },
  };
  expect(check(packages)).toEqual({ status: 0, stderr: "" });
});

test.each([
  ["no hash", {}],
  ["an empty hash", { integrity: "" }],
  ["a hash that is broken with ease", { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }],
  ["half a hash", { integrity: integrity.slice(0, 40) }],
])("an entry with %s is refused by name and version", (_what, more) => {
  const { status, stderr } = check({
    "": root,
    "node_modules/a": { version: "1.0.0", integrity },
    "node_modules/a/node_modules/@scope/b-linux-x64": { version: "2.0.0", optional: true, ...more },
  });
  expect(status).toBe(1);
  expect(stderr).toContain("no SHA-512 integrity for @scope/b-linux-x64@2.0.0;");
});

test("a missing binary of another system is refused by name and version", () => {
  const { status, stderr } = check({
    "": root,
    "node_modules/a": { version: "1.0.0", integrity, optionalDependencies: { "a-win32-x64": "1.0.0" } },
  });
  expect(status).toBe(1);
  expect(stderr).toContain("lacks a-win32-x64@1.0.0;");
});
