import { expect, test } from "vitest";
import { pauseAfter } from "./back-off";

test("pauses between tries double from the first to the longest, and stay there however many follow", () => {
  const pauses = [1, 2, 3, 4, 5, 1_000_000].map((failures) =>
    pauseAfter(failures, { firstMs: 200, mostMs: 2_000 }),
  );
  expect(pauses).toEqual([200, 400, 800, 1_600, 2_000, 2_000]);
});
