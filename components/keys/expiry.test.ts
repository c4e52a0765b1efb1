import { expect, test } from "vitest";
import { expiryChoices, expiryFault, expiryOf, NO_LIFETIMES } from "./expiry";

const NOW = Date.parse("2026-11-24T14:32:07Z");

test("presets count from now, a date is read on the viewer's clock", () => {
  expect(expiryOf({ choice: "none", own: "2027-01-01T00:00" }, "UTC", NOW)).toBeNull();
  expect(expiryOf({ choice: "30", own: "" }, "UTC", NOW)).toBe("2026-12-24T14:32:07.000Z");
  expect(expiryOf({ choice: "own", own: "2027-06-01T00:00" }, "Europe/Berlin", NOW)).toBe(
    "2027-05-31T22:00:00.000Z",
  );
  expect(expiryOf({ choice: "own", own: "" }, "UTC", NOW)).toBeUndefined();
});

const quarter = { defaultLifetimeSeconds: null, maxLifetimeSeconds: 90 * 86_400 };

test("what an API's maximum rules out is not offered, but for what is chosen already", () => {
  const offered = (...args: Parameters<typeof expiryChoices>) =>
    expiryChoices(...args).map((each) => each.value);
  expect(offered(NO_LIFETIMES, true, "none")).toEqual(["none", "30", "90", "365", "own"]);
  expect(offered(quarter, true, "default")).toEqual(["default", "30", "90", "own"]);
  expect(offered(quarter, false, "own")).toEqual(["30", "90", "own"]);
  expect(offered(quarter, false, "365")).toEqual(["30", "90", "365", "own"]);
});

test("what the server would refuse is said beforehand, on the viewer's clock", () => {
  const fault = (choice: "none" | "90" | "365" | "own", own = "", api = quarter) =>
    expiryFault({ choice, own }, api, "Europe/Berlin", NOW);
  expect(fault("none")).toBe("Keys of this API must end: choose when.");
  expect(expiryFault({ choice: "none", own: "" }, NO_LIFETIMES, "UTC", NOW)).toBeUndefined();
  expect(fault("90")).toBeUndefined();
  expect(fault("365")).toBe("Must be 22\u00a0Feb\u00a02027 15:32 or earlier.");
  expect(fault("own", "2027-02-22T15:32")).toBeUndefined();
  expect(fault("own", "2027-02-22T15:33")).toBe("Must be 22\u00a0Feb\u00a02027 15:32 or earlier.");
  expect(fault("own", "2026-11-24T15:32")).toBe("Must be in the future.");
  expect(fault("own")).toBeUndefined();
});
