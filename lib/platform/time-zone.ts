/**
 * Time zones as the product knows them: the names of Intl, and fixed offsets. Nothing else resolves one, neither the
 * database, whose list of names is another, nor Intl for offsets, which Node takes only from version 22 on.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `+05:30`, `+0530`, `+05`. */
const OFFSET = /^([+-])(\d\d)(?::?(\d\d))?$/;
const MAX_OFFSET = 18 * HOUR;
/** Sums are kept per quarter of an hour, so no bucket may begin inside one. */
const OFFSET_STEP = 15 * MINUTE;

export const ZONE_FORM =
  "must be an IANA time zone such as Europe/Berlin, or an offset of whole quarter hours such as +05:30 (in a URL: %2B05:30)";

/** The zone in one spelling: a name as Intl has it, `+05:30`, or `UTC`. Null: it is none. */
export function readZone(text: string): string | null {
  if (text === "Z" || text === "z") return "UTC";
  if (/^[+-]/.test(text)) return readOffset(text);
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function readOffset(text: string): string | null {
  const match = OFFSET.exec(text);
  if (!match) return null;
  const [, sign, hours = "", minutes = "00"] = match;
  const offset = Number(hours) * HOUR + Number(minutes) * MINUTE;
  if (Number(minutes) > 59 || offset > MAX_OFFSET || offset % OFFSET_STEP !== 0) return null;
  return offset === 0 ? "UTC" : `${sign}${hours}:${minutes}`;
}

/** A pure memo; there are some 450 names. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    const numeric = "2-digit";
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** How far a clock in the zone is ahead of UTC at an instant, in milliseconds. `zone` is one that `readZone` gave. */
export function offsetAt(zone: string, at: number): number {
  if (zone === "UTC") return 0;
  const fixed = OFFSET.exec(zone);
  if (fixed) {
    const [, sign, hours, minutes = "0"] = fixed;
    return (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(at)) part[type] = Number(value);
  const { day = 1, hour = 0, minute = 0, second = 0 } = part;
  const second0 = Math.floor(at / 1_000) * 1_000;
  const utc = new Date(second0);
  // The day alone tells which of yesterday, today and tomorrow it is there, in any year and era.
  const ahead = day === utc.getUTCDate() ? 0 : isTomorrow(day, utc) ? DAY : -DAY;
  const wall = Date.UTC(1970, 0, 1, hour, minute, second);
  return wall + ahead - (((second0 % DAY) + DAY) % DAY);
}

function isTomorrow(day: number, utc: Date): boolean {
  return new Date(utc.getTime() + DAY).getUTCDate() === day;
}

/** What a clock in the zone shows, as the instant at which a clock in UTC shows it. */
export function wallTime(zone: string, at: number): number {
  return at + offsetAt(zone, at);
}

/**
 * The instant at which a clock in the zone shows `wall`: the first of two where the clock is put back. Where it is put
 * forward over `wall`, the instant at which it would have been shown.
 */
export function instantOf(zone: string, wall: number): number {
  const before = wall - offsetAt(zone, wall - DAY);
  const after = wall - offsetAt(zone, wall + DAY);
  const shown = [before, after].filter((at) => wallTime(zone, at) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

type Span = { from: number; to: number; offset: number };

/** The range in parts that have one offset each. Two changes within a day that cancel each other are not seen. */
function spansOf(zone: string, from: number, to: number): Span[] {
  const spans: Span[] = [];
  let span: Span = { from, to, offset: offsetAt(zone, from) };
  for (let at = from; at < to; ) {
    const next = Math.min(at + DAY, to);
    const offset = offsetAt(zone, next);
    if (offset === span.offset) {
      at = next;
      continue;
    }
    const change = firstWithOther(zone, span.offset, at, next);
    spans.push({ ...span, to: change });
    span = { from: change, to, offset: offsetAt(zone, change) };
    at = change;
  }
  if (span.from < to) spans.push(span);
  return spans;
}

/** The first instant, to the second, with another offset; `upTo` has one. */
function firstWithOther(zone: string, offset: number, from: number, upTo: number): number {
  let low = Math.floor(from / 1_000);
  let high = Math.ceil(upTo / 1_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * 1_000) === offset) low = middle;
    else high = middle;
  }
  return high * 1_000;
}

export type BucketSize = "minute" | "15m" | "hour" | "day";
export const BUCKET_MS: Record<BucketSize, number> = {
  minute: MINUTE,
  "15m": 15 * MINUTE,
  hour: HOUR,
  day: DAY,
};

/**
 * The beginnings of all buckets of a range, the first at or before `from`. Minutes and quarter hours are those of UTC. An
 * hour ends at the next full hour of the zone's clock, or where the clock changes. A day begins where its date is first
 * shown, so it may have 23 or 25 hours.
 */
export function bucketStarts(zone: string, size: BucketSize, from: number, to: number): number[] {
  const step = BUCKET_MS[size];
  if (size === "minute" || size === "15m") {
    const starts: number[] = [];
    for (let at = Math.floor(from / step) * step; at < to; at += step) starts.push(at);
    return starts;
  }
  const starts: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  // A bucket lasts less than two steps, so one begins in the two before `from`.
  for (const span of spansOf(zone, from - 2 * step, to)) {
    const local = (at: number) => at + span.offset;
    let wall = Math.floor(local(span.from) / step) * step;
    for (; wall < local(span.to); wall += step) {
      // An hour begins anew at each change of the clock; a day only where its date is later than any before.
      if (size === "day" && wall <= latest) continue;
      latest = wall;
      starts.push(Math.max(wall - span.offset, span.from));
    }
  }
  const first = starts.findLastIndex((start) => start <= from);
  return starts.slice(Math.max(0, first));
}

/** The range before, of the same length by the zone's calendar: a day before a day of 23 hours is a whole day. */
export function rangeBefore(
  zone: string,
  { from, to, length }: { from: number; to: number; length: number },
): { from: number; to: number } {
  // Less than a day is time on a stopwatch; days are those of the calendar.
  if (length < DAY) return { from: from - length, to: to - length };
  const back = (at: number) => instantOf(zone, wallTime(zone, at) - length);
  return { from: back(from), to: back(to) };
}
