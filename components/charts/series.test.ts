import { expect, test } from "vitest";
import { buckets, mergeToFit, segmentsOf, sumOf, sumsBefore, totals, type UsagePoint } from "./series";
import { axisTicks } from "./time-axis";

const HOUR = 3_600_000;
const week: UsagePoint[] = Array.from({ length: 168 }, (_, at) => ({
  start: new Date(Date.UTC(2026, 10, 17, 0) + at * HOUR).toISOString(),
  byCode: { VALID: at, RATE_LIMITED: 1 },
}));

test("joining buckets loses no call and follows the viewer's clock", () => {
  const list = buckets(week, "hour");
  const merged = mergeToFit(list, "hour", 300, "Europe/Berlin");
  expect(merged.length).toBeLessThan(80);
  expect(sumOf(totals(merged))).toBe(sumOf(totals(list)));
  // 17 Nov 00:00 UTC is 01:00 in Berlin: the first bar is short, the next begins on an even hour there.
  expect(new Date(merged[1]?.from ?? 0).toISOString()).toBe("2026-11-17T02:00:00.000Z");
});

/** Hours from one instant to another, each with as many calls as the hour that a clock shows. */
const hoursOf = (from: string, count: number, clockAt: (hour: number) => number): UsagePoint[] =>
  Array.from({ length: count }, (_, hour) => ({
    start: new Date(Date.parse(from) + hour * HOUR).toISOString(),
    byCode: { VALID: clockAt(hour) },
  }));

test("aligns the day before by the hour of the clock when either day has 23 or 25 hours", () => {
  const of = (points: UsagePoint[], previous: UsagePoint[]) => {
    const compared = { points, previous, interval: "hour" as const, zone: "Europe/Berlin" };
    return sumsBefore(compared, buckets(points, "hour"));
  };
  const whole = (from: string) => hoursOf(from, 24, (hour) => hour);
  const short = hoursOf("2026-03-28T23:00Z", 23, (hour) => (hour < 2 ? hour : hour + 1));
  const long = hoursOf("2026-10-24T22:00Z", 25, (hour) => (hour < 3 ? hour : hour - 1));
  const clock = (list: UsagePoint[]) => list.map(({ byCode }) => byCode.VALID ?? 0);
  expect(of(short, whole("2026-03-27T23:00Z"))).toEqual(clock(short));
  const missing = [0, 1, 0, ...clock(short).slice(2)];
  expect(of(whole("2026-03-29T22:00Z"), short)).toEqual(missing);
  expect(of(long, whole("2026-10-23T22:00Z"))).toEqual(clock(long));
  // The repeated hour is compared with the single one.
  expect(of(whole("2026-10-25T23:00Z"), long)).toEqual(
    clock(whole("2026-10-25T23:00Z")).map((h) => (h === 2 ? 4 : h)),
  );
});

test("nothing is joined while there is room", () => {
  expect(mergeToFit(buckets(week, "hour"), "hour", 1000, "UTC")).toHaveLength(168);
});

test("parts thinner than 1.25 px become one, in the colour of the largest", () => {
  const parts = segmentsOf({ VALID: 1000, RATE_LIMITED: 3, FORBIDDEN_IP: 9, EXPIRED: 1 }, 0.1);
  expect(parts.map((part) => part.code)).toEqual(["VALID", "FORBIDDEN_IP"]);
  expect(parts[1]?.y).toBe(100);
  expect(parts[1]?.height).toBeCloseTo(1.3);
  expect(segmentsOf({ VALID: 5 }, 0.001)).toEqual([{ code: "VALID", y: 0, height: 1.25 }]);
});

test("labels stand at midnight of the viewer's zone, on the day that the clocks change too", () => {
  const starts = Array.from({ length: 72 }, (_, at) => Date.UTC(2026, 9, 24, 0) + at * HOUR);
  const ticks = axisTicks(starts, 240, "Europe/Berlin", Date.UTC(2026, 6, 1));
  expect(ticks.map((tick) => new Date(starts[tick.index] ?? 0).toISOString())).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
    "2026-10-26T23:00:00.000Z",
  ]);
});

test("ninety days in a narrow plot become weeks that begin on Monday, labelled with their month", () => {
  const days: UsagePoint[] = Array.from({ length: 90 }, (_, at) => ({
    start: new Date(Date.UTC(2026, 7, 27) + at * 24 * HOUR).toISOString(),
    byCode: { VALID: 1 },
  }));
  const bars = mergeToFit(buckets(days, "day"), "day", 288, "UTC");
  expect(bars.slice(1).every((bar) => new Date(bar.from).getUTCDay() === 1)).toBe(true);
  const ticks = axisTicks(
    bars.map((bar) => bar.from),
    288,
    "UTC",
    Date.UTC(2026, 6, 1),
  );
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.every((tick) => /[A-Z][a-z]{2}/.test(tick.label))).toBe(true);
});
