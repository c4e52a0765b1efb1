import type { UsageInterval } from "@/components/charts/series";
import { zonedTime } from "@/components/ui/time-format";
import { BUCKET_MS, bucketStarts, instantOf, rangeBefore, wallTime } from "@/lib/platform/time-zone";
import type { RangeName } from "./usage-params";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const INTERVAL_LABELS: Record<UsageInterval, string> = {
  minute: "minute",
  "15m": "15 minutes",
  hour: "hour",
  day: "day",
};

export const PRESETS: Record<Exclude<RangeName, "own">, { ms: number; label: string; before: string }> = {
  "1h": { ms: HOUR, label: "Last hour", before: "the hour before" },
  "24h": { ms: DAY, label: "Last 24 hours", before: "24 hours before" },
  "7d": { ms: 7 * DAY, label: "Last 7 days", before: "7 days before" },
  "30d": { ms: 30 * DAY, label: "Last 30 days", before: "30 days before" },
};

export interface UsageRange {
  name: RangeName;
  from: number;
  to: number;
  /** The period before, of the same length by the zone's calendar. */
  before: { from: number; to: number };
  interval: UsageInterval;
  /** It ends now, so it moves on. */
  live: boolean;
  /** What was asked for cannot be shown; the range is another. */
  fault: string | null;
}

/** What the line over the bars is called. */
export function beforeLabel(range: UsageRange): string {
  return range.name === "own" && !range.fault
    ? "the period before"
    : PRESETS[range.name === "own" ? "7d" : range.name].before;
}

/** Bars enough to see a course, and few enough to see each. */
export function autoInterval(ms: number): UsageInterval {
  if (ms <= 3 * HOUR) return "minute";
  if (ms <= 36 * HOUR) return "15m";
  return ms <= 14 * DAY ? "hour" : "day";
}

const MAX_BARS = 1_500;
/** A chart by minute goes back a week; the sums are kept for 30 days. */
const MINUTES_KEPT = 7 * DAY;

export function intervalAllowed(
  interval: UsageInterval,
  range: { from: number; to: number },
  now: number,
): boolean {
  if ((range.to - range.from) / BUCKET_MS[interval] > MAX_BARS) return false;
  if (interval === "minute" && range.from < now - MINUTES_KEPT) return false;
  return interval === "minute" || range.to - range.from >= BUCKET_MS[interval];
}

/** The beginning of the bar around an instant, on that zone's clock. */
function floorTo(at: number, interval: UsageInterval, zone: string): number {
  return bucketStarts(zone, interval, at, at + 1)[0] ?? at;
}

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/;

/** What a date-time field holds, read as that zone's clock; null if it holds nothing. */
export function fromField(text: string, zone: string): number | null {
  const match = LOCAL.exec(text);
  if (!match) return null;
  const [, year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.map(Number);
  return instantOf(zone, Date.UTC(year, month - 1, day, hour, minute));
}

/** An instant as a date-time field holds it, by that zone's clock. */
export function toField(at: number, zone: string): string {
  const t = zonedTime(at, zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${t.year}-${two(t.month + 1)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}`;
}

type Asked = { range: RangeName; from: string | null; to: string | null; interval?: UsageInterval | "auto" };

/** The range that an address asks for. One that makes no sense becomes the last 7 days, and says so. */
export function readRange(asked: Asked, zone: string, now: number): UsageRange {
  const own = asked.range === "own" ? ownRange(asked, now) : null;
  if (own && "fault" in own) return { ...readRange({ ...asked, range: "7d" }, zone, now), fault: own.fault };
  const to = own?.to ?? now;
  const preset = asked.range === "own" ? null : PRESETS[asked.range];
  // Days of the calendar begin and end at the same time of day; hours are time that has passed.
  const start =
    preset && (preset.ms > DAY ? instantOf(zone, wallTime(zone, to) - preset.ms) : to - preset.ms);
  const span = { from: start ?? own?.from ?? to, to };
  const length = preset?.ms ?? calendarLength(span, zone);
  const wanted = asked.interval ?? "auto";
  const interval = wanted !== "auto" && intervalAllowed(wanted, span, now) ? wanted : autoInterval(length);
  const from = floorTo(span.from, interval, zone);
  return {
    name: asked.range,
    from,
    to,
    before: rangeBefore(asked.range === "24h" ? "UTC" : zone, { from, to, length }),
    interval,
    live: to >= now,
    fault: null,
  };
}

/** Of a day and more: by what the zone's clock shows at both ends, so that a day of 23 hours is a day. */
function calendarLength({ from, to }: { from: number; to: number }, zone: string): number {
  const shown = wallTime(zone, to) - wallTime(zone, from);
  return shown >= DAY ? shown : to - from;
}

function ownRange(asked: Asked, now: number): { from: number; to: number } | { fault: string } {
  const from = Date.parse(asked.from ?? "");
  const to = asked.to === null ? now : Math.min(now, Date.parse(asked.to));
  if (Number.isNaN(from) || Number.isNaN(to)) return { fault: "The address does not say from when to when." };
  if (from >= to) return { fault: "The range ends before it begins." };
  return { from, to };
}
