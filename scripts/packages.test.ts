import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const SCRIPT = path.resolve("scripts/packages.mjs");
const MANIFEST = JSON.stringify({
  name: "@latchkey/sdk",
  dependencies: { zod: "4.6.7", "@scope/a": "1.0.0" },
});

/** What the check says about a package `sdk` with these files. */
function check(files: Record<string, string>, manifest: string | null = MANIFEST) {
  const root = mkdtempSync(path.join(tmpdir(), "latchkey-packages-"));
  const all = { ...files, ...(manifest !== null && { "package.json": manifest }) };
  mkdirSync(path.join(root, "packages"));
  for (const [name, text] of Object.entries(all)) {
    const file = path.join(root, "packages/sdk", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { cwd: root, encoding: "utf8" });
  rmSync(root, { recursive: true });
  return { status, faults: stderr.split("\n").filter(Boolean) };
}

test("the packages of this repository follow the rule", () => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("a package may import its own files, Node's modules and its dependencies, and read openapi.json", () => {
  const files = {
    "src/deep/index.ts": [
      `import { readFileSync } from "node:fs";`,
      `import path from "path";`,
      `import { z } from "zod/mini";`,
      `import type { A } from "@scope/a";`,
      `import { other } from "../other.js";`,
      `export * from "@latchkey/sdk/errors";`,
      `const text = readFileSync(new URL("../../../../openapi.json", import.meta.url));`,
    ].join("\n"),
    "dist/index.js": `import "../../lib/ids";`,
    "node_modules/zod/index.js": `import "anything";`,
  };
  expect(check(files)).toEqual({ status: 0, faults: [] });
});

test.each([
  [`import { newId } from "@/lib/ids";`, `imports @/lib/ids, which is not in packages/sdk/package.json`],
  [
    `import type { Ctx } from "@/lib/context";`,
    `imports @/lib/context, which is not in packages/sdk/package.json`,
  ],
  [`export { pg } from "pg";`, `imports pg, which is not in packages/sdk/package.json`],
  [
    `const pg = await import("pg/lib/client");`,
    `imports pg/lib/client, which is not in packages/sdk/package.json`,
  ],
  [`const pg = require("pg");`, `imports pg, which is not in packages/sdk/package.json`],
  [`import { newId } from "../../../lib/ids";`, `reaches ../../../lib/ids, outside packages/sdk`],
  [`import cli from "../../cli/index.ts";`, `reaches ../../cli/index.ts, outside packages/sdk`],
  [`readFileSync("../../../.env");`, `reaches ../../../.env, outside packages/sdk`],
  [`read("../../other/openapi.json");`, `reaches ../../other/openapi.json, outside packages/sdk`],
  [
    `path.join(here, "..", "lib");`,
    `write a path that leaves a folder as one string, as in "../openapi.json"`,
  ],
])("a package with %s fails the check", (line, fault) => {
  expect(check({ "src/index.ts": line })).toEqual({
    status: 1,
    faults: [`packages/sdk/src/index.ts: ${fault}`],
  });
});

test("a package that depends on a folder, or has no package.json, fails the check", () => {
  const manifest = JSON.stringify({ name: "sdk", devDependencies: { latchkey: "file:../.." } });
  expect(check({}, manifest).faults).toEqual([
    "packages/sdk/package.json: latchkey is the folder file:../.., not a published version",
  ]);
  expect(check({ "index.ts": "" }, null).faults).toEqual(["packages/sdk: has no package.json"]);
});
