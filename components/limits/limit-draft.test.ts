import { expect, test } from "vitest";
import { fieldsOf, limitOf } from "./limit-draft";

test("a limit and its fields are each other's inverse", () => {
  const limit = { name: "exports", limit: 20, windowMs: 5_400_000, autoApply: false };
  expect(fieldsOf(limit)).toEqual({
    name: "exports",
    limit: "20",
    count: "90",
    unit: "minute",
    autoApply: false,
  });
  expect(limitOf(fieldsOf(limit))).toEqual(limit);
});

test("digits may be grouped, and what is no number stays none", () => {
  const fields = { name: "requests", limit: "10,000", count: "1", unit: "day" as const, autoApply: true };
  expect(limitOf(fields)).toMatchObject({ limit: 10_000, windowMs: 86_400_000 });
  expect(limitOf({ ...fields, limit: "" }).limit).toBeNaN();
  expect(limitOf({ ...fields, count: "x" }).windowMs).toBeNaN();
});
