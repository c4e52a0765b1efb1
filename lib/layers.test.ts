import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOTS = ["app", "components", "db", "lib", "server"];

const code = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join(root, file))
    // Tests may reach for anything that sets up what they are about.
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/\/testing/.test(file)),
);

/** What a file imports of this project, types included, as paths from its root. */
function importsOf(file: string): string[] {
  const found: string[] = [];
  for (const [, from = ""] of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport\()\s*"([^"]+)"/g))
    if (from.startsWith("@/")) found.push(from.slice(2));
    else if (from.startsWith(".")) found.push(path.posix.join(path.posix.dirname(file), from));
  return found;
}

/** Each import of a file below `from` that `allowed` does not allow, as "file -> import". */
function strays(from: string, allowed: RegExp): string[] {
  return code
    .filter((file) => file.startsWith(from))
    .flatMap((file) =>
      importsOf(file)
        .filter((one) => !allowed.test(one))
        .map((one) => `${file} -> ${one}`),
    );
}

test("db imports nothing of lib", () => {
  expect(strays("db/", /^db\//)).toEqual([]);
});

test("what everything stands on imports nothing above it", () => {
  expect(strays("lib/platform/", /^(lib\/platform|db)\/|^package\.json$/)).toEqual([]);
});

test("credentials know nothing of the verbs and decisions that stand on them", () => {
  const below = /^(lib\/(platform|credentials|audit|ratelimit)|db)(\/|$)/;
  expect(strays("lib/credentials/", below)).toEqual([]);
});

test("what a verification takes imports nothing of HTTP, accounts, pages or the demo", () => {
  const below =
    /^(lib\/(platform|credentials|verify|ratelimit|credits|permissions|usage|keys|identities|runtime)|db)(\/|$)/;
  expect(strays("lib/verify/", below)).toEqual([]);
});

test("only what starts the process imports what assembles it", () => {
  const importers = code.filter((file) => importsOf(file).includes("lib/runtime/start"));
  expect(importers.filter((file) => !/^(server|lib\/demo|lib\/runtime)\//.test(file))).toEqual([]);
});

test("no domain imports what mounts it", () => {
  // A page's request has an address and header fields, too.
  const domains = code.filter((file) => /^lib\/(?!http\/|docs\/|runtime\/|demo\/|auth\/request)/.test(file));
  const found = domains.flatMap((file) =>
    importsOf(file)
      .filter((one) => /^(lib\/http|app|components|server)\//.test(one))
      .map((one) => `${file} -> ${one}`),
  );
  expect(found).toEqual([]);
});
