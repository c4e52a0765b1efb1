import { expect, test } from "vitest";
import { limitChanges, spanWords } from "./timeline-words";

test.each([
  [604_800, "7 days"],
  [86_400, "1 day"],
  [518_397.4, "6 days"],
  [3_600, "1 hour"],
  [5_400, "90 minutes"],
  [660, "11 minutes"],
  [509_760, "6 days"],
  [45, "45 seconds"],
])("%d s are %j", (seconds, words) => {
  expect(spanWords(seconds)).toBe(words);
});

test("a limit's change says what it was", () => {
  const minute = { name: "requests", limit: 60, windowMs: 60_000 };
  const exports = { name: "exports", limit: 20, windowMs: 3_600_000 };
  expect(limitChanges([minute], [{ ...minute, limit: 1_000 }])).toEqual([
    { name: "requests", text: "60 → 1,000 a minute" },
  ]);
  expect(limitChanges([minute], [{ ...minute, windowMs: 3_600_000 }, exports])).toEqual([
    { name: "requests", text: "60 a minute → 60 an hour" },
    { name: "exports", text: "added: 20 an hour" },
  ]);
  expect(limitChanges([exports], [{ ...exports, limit: 30, autoApply: false, perKey: true }])).toEqual([
    { name: "exports", text: "20 → 30 an hour, only where a call asks for it, for each key by itself" },
  ]);
  expect(limitChanges([minute, exports], [minute])).toEqual([{ name: "exports", text: "removed" }]);
});
