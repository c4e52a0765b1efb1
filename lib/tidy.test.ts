import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

// Rules of the code that no linter knows. Each says why in its name.

const FOLDERS = ["app", "components", "db", "lib", "server", "e2e", "bench", "faults", "scripts", "packages"];

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file));
}

const files = FOLDERS.flatMap(filesOf);
const code = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const read = (file: string) => readFileSync(file, "utf8");
const isTest = (file: string) => /\.(test|spec|faults)\.tsx?$/.test(file);

/** Writes without `transact`, for a reason. */
const WRITES_ALONE = new Map([
  ["lib/platform/transact.ts", "is transact"],
  ["lib/auth/session.ts", "signing in, being seen and signing out are no changes of a workspace"],
  ["lib/http/idempotency.ts", "keeps the answer of a verb, which audits"],
  ["lib/credentials/root-key/uses.ts", "a last use"],
  ["lib/credits/ledger.ts", "spends, which are usage"],
  ["lib/usage/write-batch.ts", "usage"],
  ["lib/runtime/upkeep/sweep.ts", "deletes what is past its time"],
]);

describe("tidy", () => {
  test("no file has more than 400 lines: one thing each", () => {
    // A list of words is data.
    const data = new Set(["lib/auth/common-passwords.ts"]);
    const long = code.filter((file) => !data.has(file) && read(file).split("\n").length > 401);
    expect(long).toEqual([]);
  });

  test("there is no drawer: every file is named after what it does", () => {
    expect(code.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.[a-z]+$)/.test(file))).toEqual([]);
  });

  // `transact` itself refuses a verb that checked no permission or wrote no audit event.
  test("only transact opens transactions, and every other file that writes has a reason", () => {
    const writes =
      /\.transaction\(|\bdb\s*\.(insert|update|delete)\(|\b(insert into \w+|update \w+( \w+)?\s+set|delete from \w+)\b/;
    const withoutComments = (text: string) => text.replace(/^\s*(\/\/|\/?\*).*$/gm, "");
    const found = code.filter(
      (file) =>
        file.startsWith("lib/") &&
        !/^lib\/(demo\/|testing)/.test(file) &&
        !isTest(file) &&
        writes.test(withoutComments(read(file))),
    );
    expect(found.filter((file) => !WRITES_ALONE.has(file))).toEqual([]);
    expect([...WRITES_ALONE.keys()].filter((file) => !found.includes(file))).toEqual([]);
  });

  test("the environment is read in one place, so that a wrong value stops the start", () => {
    const allowed =
      /^(lib\/platform\/config\.ts|(db|lib|server)\/testing(-setup)?\.ts|scripts\/|bench\/|e2e\/|lib\/demo\/)/;
    const reading = code.filter(
      (file) =>
        !allowed.test(file) &&
        !isTest(file) &&
        /process\.env(?!\.(NODE_ENV|NEXT_RUNTIME)\b)/.test(read(file)),
    );
    expect(reading).toEqual([]);
  });

  test("every variable of the environment is in .env.example", () => {
    const example = read(".env.example");
    const known = [...read("lib/platform/config.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]+): optional/gm)].map(
      (m) => m[1] ?? "",
    );
    expect(known.length).toBeGreaterThan(10);
    expect(known.filter((name) => !example.includes(`# ${name}=`))).toEqual([]);
  });

  // Links to the product's own pages (`/docs/…`) are followed in app/docs/docs.test.ts.
  test("every link between documents leads somewhere", () => {
    const documents = [...readdirSync("."), ...filesOf("docs")].filter((file) => file.endsWith(".md"));
    const broken = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|mailto:|#|\/docs\/)([^)#\s]+)/g)]
        .map((m) => m[1] ?? "")
        .filter((link) => !existsSync(path.join(path.dirname(file), link)))
        .map((link) => `${file}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test("every folder and file that the guide for contributors and the architecture name exists", () => {
    const named = ["CONTRIBUTING.md", "docs/architecture.md"].flatMap((file) =>
      [...read(file).matchAll(/`((?:app|components|db|lib|packages|scripts|server)\/[\w./-]*)`/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !existsSync(name))).toEqual([]);
  });

  test("no test is left out or run alone", () => {
    const marked = code.filter(
      (file) =>
        isTest(file) &&
        /\b(test|it|describe)\.(only|skip|todo|fixme)\b/.test(read(file)) &&
        !file.endsWith("tidy.test.ts"),
    );
    expect(marked).toEqual([]);
  });

  test("every file in the tree is small enough to read", () => {
    expect(files.filter((file) => !file.includes("db/migrations") && statSync(file).size > 200_000)).toEqual(
      [],
    );
  });
});
