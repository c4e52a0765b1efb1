import { expect, test } from "vitest";
import { cappedAt, retirementOf, secondsUntil } from "./overlap";

const NOW = Date.parse("2026-11-24T14:32:07.400Z");

test("presets count from where they are told to, a date is read on the viewer's clock", () => {
  expect(retirementOf("604800", "", "UTC", NOW)).toBe(NOW + 7 * 86_400_000);
  expect(retirementOf("own", "2026-12-01T09:00", "Europe/Berlin", NOW)).toBe(
    Date.parse("2026-12-01T08:00:00Z"),
  );
  expect(retirementOf("own", "", "UTC", NOW)).toBeNull();
});

test("seconds are rounded up, so that an extension is later than what it extends", () => {
  expect(secondsUntil(NOW + 1_001, NOW)).toBe(2);
  expect(secondsUntil(NOW + 3_600_000, NOW)).toBe(3_600);
  expect(secondsUntil(NOW - 1, NOW)).toBe(0);
});

test("a retirement ends with the key", () => {
  expect(cappedAt(NOW, null)).toEqual({ at: NOW, capped: false });
  expect(cappedAt(NOW, "2026-11-24T00:00:00Z")).toEqual({
    at: Date.parse("2026-11-24T00:00:00Z"),
    capped: true,
  });
});
