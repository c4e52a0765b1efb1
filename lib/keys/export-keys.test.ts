import { expect, test } from "vitest";
import { exportedLimit } from "./export-keys";

const limit = { name: "requests", limit: 100, windowMs: 60_000, autoApply: true };

test.each([
  [{}, "requests=100/60000ms"],
  [{ algorithm: "sliding_window" }, "requests=100/60000ms"],
  [{ algorithm: "fixed_window" }, "requests=100/60000ms/fixed_window"],
  [{ algorithm: "token_bucket" }, "requests=100/60000ms/token_bucket"],
  [{ algorithm: "token_bucket", burst: 300 }, "requests=100/60000ms/token_bucket/burst=300"],
] as const)("the export writes a limit with %j as %s", (rest, text) => {
  expect(exportedLimit({ ...limit, ...rest })).toBe(text);
});
