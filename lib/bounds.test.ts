import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const code = ["lib", "server"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    // A command that ends.
    .filter((file) => !file.startsWith("lib/demo/")),
);

/** Never grow, or live for one process of a test. */
const CONSTANT = [
  "lib/apis/update-api.ts VERIFIED",
  "lib/auth/auth.ts OF_CALLERS",
  "lib/auth/common-passwords.ts COMMON_PASSWORDS",
  "lib/http/api.ts ROUTES",
  "lib/runtime/metrics/answer-metrics.ts NAMED",
  "lib/platform/outage.ts NETWORK",
  "lib/platform/transact.ts UNAUDITED",
  "lib/root-keys/schemas.ts grantable",
  "lib/testing.ts events",
  "lib/usage/journal.ts #chores",
  "lib/usage/kill9-writer.ts waiting",
  "lib/usage/query.ts CLOSED",
  "lib/workspaces/slug.ts TAKEN",
  "server/direct.ts ROUTES",
  "server/edge.ts METHODS",
  "server/edge.ts STATUS_LINES",
  "server/lane-head.ts NOT_PLAIN",
  "server/upgrade.ts FRAMING",
  "server/upgrade.ts UPGRADING",
];

const GROWS = String.raw`new (?:Map|Set|WeakMap|LRUCache|DueHeap)\b|\[\];`;
// A field of a class or an object, a variable of a module, and a field that is set in a constructor or later.
const LASTING = [
  new RegExp(
    String.raw`^ {2}(?:readonly |private |public |static )*(#?\w+)(?:\??: [^=\n]+)? =\s+(?:${GROWS})`,
    "gm",
  ),
  new RegExp(String.raw`^(?:export )?(?:const|let) (\w+)(?:: [^=\n]+)? =\s+(?:${GROWS})`, "gm"),
  new RegExp(String.raw`\bthis\.(#?\w+) =\s+(?:${GROWS})`, "gm"),
];

/** What lives longer than a call and can grow, as "file name". */
function lastingIn(file: string, text: string): string[] {
  return LASTING.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => `${file} ${match[1]}`));
}

/** The names that stand behind a file in a row of the tables. */
function documented(text: string): Set<string> {
  const named = new Set<string>();
  for (const [, file, names = ""] of text.matchAll(/^\| `((?:lib|server)\/[^`]+)` ((?:`[^`]+`(?:, )?)+)/gm))
    for (const [, name] of names.matchAll(/`([^`]+)`/g)) named.add(`${file} ${name}`);
  return named;
}

test("every map, set, cache and list that outlives a call is in docs/bounds.md, or named as constant", () => {
  const found = new Set(code.flatMap((file) => lastingIn(file, readFileSync(file, "utf8"))));
  expect(found.size).toBeGreaterThan(20);
  const known = documented(readFileSync("docs/bounds.md", "utf8"));
  expect([...found].filter((each) => !known.has(each) && !CONSTANT.includes(each))).toEqual([]);
  expect(CONSTANT.filter((each) => !found.has(each))).toEqual([]);
});

test("every row of docs/bounds.md names something that is there", () => {
  const missing = [...documented(readFileSync("docs/bounds.md", "utf8"))].filter((each) => {
    const [file = "", name = ""] = each.split(" ");
    return !code.includes(file) || !readFileSync(file, "utf8").includes(name);
  });
  expect(missing).toEqual([]);
});

test("fields, module variables and later assignments are found, and what lives in a call is not", () => {
  const text = [
    "const a = new Map<string, number>();",
    "export let b: Set<string> = new Set();",
    "class C {",
    "  readonly #d = new LRUCache<string, number>({ max: 1 });",
    "  e: string[] = [];",
    "  constructor() {",
    "    this.#f = new Map();",
    "    const g = new Map();",
    "  }",
    "}",
  ].join("\n");
  expect(lastingIn("x.ts", text).sort()).toEqual(["x.ts #d", "x.ts #f", "x.ts a", "x.ts b", "x.ts e"]);
});
