import { expect, test } from "vitest";
import { rangeHref } from "./range-href";

test("a range takes the place of another and leaves the rest", () => {
  const from = "2026-11-20T08:00:00.000Z";
  expect(rangeHref("?env=test&range=1h", { range: "24h" })).toBe("?env=test&range=24h");
  expect(rangeHref("?range=24h&env=test", { range: "own", from, to: null })).toBe(
    `?range=own&env=test&from=${from}`,
  );
  expect(rangeHref(`?range=own&from=${from}&to=${from}`, { range: "7d" })).toBe("?");
});
