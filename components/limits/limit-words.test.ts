import { expect, test } from "vitest";
import { limitWords, splitWindow, windowWords } from "./limit-words";

test.each([
  [1_000, "a second"],
  [60_000, "a minute"],
  [3_600_000, "an hour"],
  [86_400_000, "a day"],
  [300_000, "in 5 minutes"],
  [5_400_000, "in 90 minutes"],
  [7 * 86_400_000, "in 7 days"],
  [1_500, "in 1.5 seconds"],
])("a window of %i ms is %j", (ms, words) => {
  expect(windowWords(ms)).toBe(words);
});

test("a window is split into the largest whole unit", () => {
  expect(splitWindow(7_200_000)).toEqual({ count: 2, unit: "hour" });
  expect(limitWords({ limit: 10_000, windowMs: 86_400_000 })).toBe("10,000 a day");
  const limit = { limit: 10, windowMs: 1_000 };
  expect(limitWords({ ...limit, algorithm: "fixed_window" })).toBe("10 a second (fixed window)");
  expect(limitWords({ ...limit, algorithm: "token_bucket", burst: 50 })).toBe(
    "10 a second (token bucket, burst 50)",
  );
});
