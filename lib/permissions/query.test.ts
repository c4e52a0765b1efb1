import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { permissionSet } from "../platform/permission";
import {
  firstMissing,
  type PermissionQuery,
  parsePermissionQuery,
  rememberedQueries,
  satisfies,
} from "./query";

const names = ["orders:read", "orders:write", "invoices:read", "invoices:*", "*", "admin:*"];
const granted = fc.subarray(names);

/** A query as text, with the answer of a naive evaluator that never parses. */
type Case = { text: string; holds: (has: (name: string) => boolean) => boolean; level: "one" | "and" | "or" };

const { query: caseOf } = fc.letrec<{ query: Case; joined: Case; leaf: Case }>((tie) => ({
  leaf: fc
    .constantFrom(...names)
    .map((name): Case => ({ text: name, holds: (has) => has(name), level: "one" })),
  joined: fc
    .tuple(
      fc.constantFrom("and", "AND", "And", "or", "OR", "oR"),
      fc.array(tie("query"), { minLength: 2, maxLength: 3 }),
    )
    .map(([word, parts]): Case => {
      const and = word.toLowerCase() === "and";
      const texts = parts.map((p) =>
        p.level === "one" || (and ? false : p.level === "and") ? p.text : `( ${p.text})`,
      );
      return {
        text: texts.join(` ${word}\t`),
        holds: (has) => (and ? parts.every((p) => p.holds(has)) : parts.some((p) => p.holds(has))),
        level: and ? "and" : "or",
      };
    }),
  query: fc.oneof({ maxDepth: 3, depthSize: "small" }, tie("leaf"), tie("joined")),
}));

/** What a set grants, spelled out without the code under test. */
function naive(has: string[], needed: string): boolean {
  return has.some(
    (g) => g === "*" || g === needed || (g.endsWith(":*") && needed.split(":")[0] === g.split(":")[0]),
  );
}

function parsed(text: string): PermissionQuery {
  const result = parsePermissionQuery(text);
  if ("error" in result) throw new Error(`${text}: ${result.error.message}`);
  return result.query;
}

describe("the permission query", () => {
  test("decides as a naive evaluator does", () => {
    fc.assert(
      fc.property(caseOf, granted, (c, has) => {
        fc.pre(c.text.length <= 1_000);
        const set = permissionSet(has);
        const query = parsed(c.text);
        expect(satisfies(set, query)).toBe(c.holds((name) => naive(has, name)));
        if (!satisfies(set, query)) expect(firstMissing(set, query)).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  test("AND binds tighter than OR", () => {
    const query = parsed("a:a OR b:b AND c:c");
    expect(satisfies(permissionSet(["a:a"]), query)).toBe(true);
    expect(satisfies(permissionSet(["b:b"]), query)).toBe(false);
  });

  test.each([
    ["", 0, "expected a permission"],
    ["orders:read AND", 15, "expected a permission"],
    ["(orders:read", 0, "not closed"],
    ["orders:read)", 11, "unmatched"],
    ["orders:read invoices:read", 12, "expected AND or OR"],
    ["orders:read AND or", 16, "not a permission"],
    ["orders read", 0, "not a permission"],
    ["x".repeat(1_001), 1_000, "longer than"],
  ])("%.30j is refused with its position", (text, position, message) => {
    const result = parsePermissionQuery(text);
    expect(result).toMatchObject({ error: { position, message: expect.stringContaining(message) } });
  });

  test("says what is missing", () => {
    const set = permissionSet(["orders:read"]);
    expect(firstMissing(set, parsed("orders:read AND (orders:write OR admin:*)"))).toBe(
      "orders:write or admin:*",
    );
  });
});

test("a flood of long queries is remembered up to a number of characters", () => {
  const long = Array.from({ length: 125 }, (_, i) => `a:b${i % 10}`).join(" OR ");
  for (let n = 0; n < 11_000; n++) parsePermissionQuery(`${long.slice(0, 900)} OR x:${n}`);
  const { queries, characters } = rememberedQueries();
  expect(characters).toBeLessThanOrEqual(500_000);
  expect(queries).toBeGreaterThan(100);
});
