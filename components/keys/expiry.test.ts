import { expect, test } from "vitest";
import { expiryOf } from "./expiry";

const NOW = Date.parse("2026-11-24T14:32:07Z");

test("presets count from now, a date is read on the viewer's clock", () => {
  expect(expiryOf({ choice: "none", own: "2027-01-01T00:00" }, "UTC", NOW)).toBeNull();
  expect(expiryOf({ choice: "30", own: "" }, "UTC", NOW)).toBe("2026-12-24T14:32:07.000Z");
  expect(expiryOf({ choice: "own", own: "2027-06-01T00:00" }, "Europe/Berlin", NOW)).toBe(
    "2027-05-31T22:00:00.000Z",
  );
  expect(expiryOf({ choice: "own", own: "" }, "UTC", NOW)).toBeUndefined();
});
