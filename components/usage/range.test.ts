import { describe, expect, test } from "vitest";
import { autoInterval, fromField, intervalAllowed, readRange, toField } from "./range";

const NOW = Date.parse("2026-11-24T14:32:07.500Z");
const iso = (at: number) => new Date(at).toISOString();

describe("the range of usage", () => {
  test("a preset ends now and begins with a whole bar of the viewer's clock", () => {
    const range = readRange({ range: "7d", from: null, to: null }, "Asia/Kolkata", NOW);
    expect(range).toMatchObject({
      to: NOW,
      interval: "hour",
      live: true,
      fault: null,
    });
    // 14:30 UTC is 20:00 there.
    expect(iso(range.from)).toBe("2026-11-17T14:30:00.000Z");
    expect([range.before.from, range.before.to].map(iso)).toEqual([
      "2026-11-10T14:30:00.000Z",
      "2026-11-17T14:32:07.500Z",
    ]);
    expect(iso(readRange({ range: "30d", from: null, to: null }, "Europe/Berlin", NOW).from)).toBe(
      "2026-10-24T22:00:00.000Z",
    );
  });

  test("an own range keeps its ends, and is not live unless it ends now", () => {
    const asked = { range: "own" as const, from: "2026-11-20T08:00:00Z", to: "2026-11-20T10:00:00Z" };
    expect(readRange(asked, "UTC", NOW)).toMatchObject({
      interval: "minute",
      live: false,
      before: { from: Date.parse("2026-11-20T06:00Z"), to: Date.parse("2026-11-20T08:00Z") },
    });
    expect(readRange({ ...asked, to: null }, "UTC", NOW)).toMatchObject({
      to: NOW,
      live: true,
      interval: "hour",
    });
  });

  test.each([
    [{ range: "own" as const, from: null, to: null }],
    [{ range: "own" as const, from: "2026-11-20T10:00:00Z", to: "2026-11-20T08:00:00Z" }],
    [{ range: "own" as const, from: "yesterday", to: null }],
  ])("%j shows the last 7 days and says why", (asked) => {
    const range = readRange(asked, "UTC", NOW);
    expect(range.to - range.from).toBeGreaterThanOrEqual(7 * 86_400_000);
    expect(range.fault).toEqual(expect.any(String));
  });

  test("an interval that would give too many bars gives way to the automatic one", () => {
    expect(readRange({ range: "30d", from: null, to: null, interval: "minute" }, "UTC", NOW).interval).toBe(
      "day",
    );
    expect(readRange({ range: "24h", from: null, to: null, interval: "minute" }, "UTC", NOW).interval).toBe(
      "minute",
    );
    expect(
      intervalAllowed("minute", { from: NOW - 9 * 86_400_000, to: NOW - 9 * 86_400_000 + 60_000 }, NOW),
    ).toBe(false);
    expect([3_600_000, 86_400_000, 604_800_000, 2_592_000_000].map(autoInterval)).toEqual([
      "minute",
      "15m",
      "hour",
      "day",
    ]);
  });

  test("a field and an instant are each other's inverse in every zone, also beside a change of the clock", () => {
    for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"])
      for (const text of ["2026-03-29T01:30", "2026-03-29T12:00", "2026-10-25T12:00", "2026-11-24T00:00"])
        expect(toField(fromField(text, zone) ?? 0, zone)).toBe(text);
    expect(fromField("", "UTC")).toBeNull();
  });

  test("the period before covers the same days of the calendar, also over a change of the clock", () => {
    const monday = Date.parse("2026-03-30T10:00:00Z");
    const week = readRange({ range: "7d", from: null, to: null }, "Europe/Berlin", monday);
    expect([week.from, week.to, week.before.from, week.before.to].map(iso)).toEqual([
      "2026-03-23T11:00:00.000Z",
      "2026-03-30T10:00:00.000Z",
      "2026-03-16T11:00:00.000Z",
      "2026-03-23T11:00:00.000Z",
    ]);
    const hours = readRange({ range: "24h", from: null, to: null }, "Europe/Berlin", monday - 86_400_000);
    expect([hours.before.from, hours.before.to].map(iso)).toEqual([
      "2026-03-27T10:00:00.000Z",
      "2026-03-28T10:00:00.000Z",
    ]);
    const own = { range: "own" as const, from: "2026-03-28T23:00:00Z", to: "2026-03-29T22:00:00Z" };
    const { before } = readRange(own, "Europe/Berlin", monday);
    expect([before.from, before.to].map(iso)).toEqual([
      "2026-03-27T23:00:00.000Z",
      "2026-03-28T23:00:00.000Z",
    ]);
  });
});
