import { expect, test } from "vitest";
import { fieldsOf, limitOf, NEW_LIMIT } from "./limit-draft";

test("a limit and its fields are each other's inverse", () => {
  const limit = { name: "exports", limit: 20, windowMs: 5_400_000, autoApply: false };
  expect(fieldsOf(limit)).toEqual({
    name: "exports",
    limit: "20",
    count: "90",
    unit: "minute",
    algorithm: "sliding_window",
    burst: "",
    autoApply: false,
  });
  const bucket = { ...limit, algorithm: "token_bucket" as const, burst: 50 };
  for (const each of [limit, bucket, { ...limit, algorithm: "fixed_window" as const }])
    expect(limitOf(fieldsOf(each))).toEqual(each);
  expect(limitOf({ ...fieldsOf(bucket), algorithm: "fixed_window" })).not.toHaveProperty("burst");
});

test("digits may be grouped, and what is no number stays none", () => {
  const fields = { ...NEW_LIMIT, limit: "10,000", unit: "day" as const };
  expect(limitOf(fields)).toMatchObject({ limit: 10_000, windowMs: 86_400_000 });
  expect(limitOf({ ...fields, limit: "" }).limit).toBeNaN();
  expect(limitOf({ ...fields, count: "x" }).windowMs).toBeNaN();
});
