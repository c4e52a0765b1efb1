import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { BUCKET_MS, wallTime } from "@/lib/platform/time-zone";
import type { VerificationCode } from "@/lib/verify/codes";
import { wallMinutes, weekOf } from "./time-axis";

export type UsageInterval = "minute" | "15m" | "hour" | "day";

/** One bucket of usage, as the usage verb answers it. */
export interface UsagePoint {
  /** RFC 3339, the beginning of the bucket. */
  start: string;
  byCode: Partial<Record<VerificationCode, number>>;
}

export interface Bucket {
  from: number;
  to: number;
  total: number;
  byCode: Partial<Record<VerificationCode, number>>;
}

const MINUTES: Record<UsageInterval, number> = { minute: 1, "15m": 15, hour: 60, day: 1440 };
/* How many buckets may stand in one bar; each divides what comes above it. */
const MERGES: Record<UsageInterval, readonly number[]> = {
  minute: [1, 2, 5, 10, 15, 30, 60],
  "15m": [1, 2, 4, 8, 16, 24],
  hour: [1, 2, 3, 4, 6, 12, 24],
  day: [1, 7, 28],
};

export const sumOf = (byCode: Partial<Record<VerificationCode, number>>): number =>
  Object.values(byCode).reduce((sum, count) => sum + (count ?? 0), 0);

export function buckets(points: readonly UsagePoint[], interval: UsageInterval): Bucket[] {
  return points.map((point, index) => {
    const from = Date.parse(point.start);
    const next = points[index + 1];
    return {
      from,
      to: next ? Date.parse(next.start) : from + MINUTES[interval] * 60_000,
      total: sumOf(point.byCode),
      byCode: point.byCode,
    };
  });
}

/** Joins neighbours until bars have room, along the hours of the viewer's clock. */
export function mergeToFit(
  list: readonly Bucket[],
  interval: UsageInterval,
  width: number,
  zone: string,
  leastWidth = 4,
): Bucket[] {
  const factor =
    MERGES[interval].find((merge) => width / (list.length / merge) >= leastWidth) ??
    MERGES[interval].at(-1) ??
    1;
  if (factor === 1) return [...list];
  const minutes = MINUTES[interval] * factor;
  const weeks = minutes / (7 * 1440);
  const groupOf = (at: number) => {
    const wall = wallMinutes(at, zone);
    return Number.isInteger(weeks) ? Math.floor(weekOf(wall) / weeks) : Math.floor(wall / minutes);
  };
  const merged: Bucket[] = [];
  let group: number | null = null;
  for (const bucket of list) {
    const own = groupOf(bucket.from);
    const last = merged.at(-1);
    if (last && own === group) {
      last.to = bucket.to;
      last.total += bucket.total;
      last.byCode = addCodes(last.byCode, bucket.byCode);
    } else merged.push({ ...bucket });
    group = own;
  }
  return merged;
}

const SHORTEST_DAY_MS = 22 * BUCKET_MS.hour;

type Compared = {
  points: readonly UsagePoint[];
  previous: readonly UsagePoint[];
  interval: UsageInterval;
  zone: string;
};

/**
 * The sums of the period before for each bar. A day and more is compared by the clock (10:00 with 10:00, also where the two
 * periods have not as many hours), less by the time since the beginning.
 */
export function sumsBefore(
  { points, previous, interval, zone }: Compared,
  bars: readonly Bucket[],
): number[] {
  const step = BUCKET_MS[interval];
  const span = Date.parse(points.at(-1)?.start ?? "") - Date.parse(points[0]?.start ?? "") + step;
  const clock = (start: string) => {
    const at = Date.parse(start);
    return span >= SHORTEST_DAY_MS ? wallTime(zone, at) : at;
  };
  const placesOf = (list: readonly UsagePoint[]) => {
    const first = Math.floor(clock(list[0]?.start ?? "") / step);
    return list.map(({ start }) => Math.floor(clock(start) / step) - first);
  };
  const before = new Map<number, number>();
  for (const [index, place] of placesOf(previous).entries())
    before.set(place, (before.get(place) ?? 0) + sumOf(previous[index]?.byCode ?? {}));
  const sums = bars.map(() => 0);
  let bar = 0;
  for (const [index, place] of placesOf(points).entries()) {
    const at = Date.parse(points[index]?.start ?? "");
    while (bar < bars.length - 1 && at >= (bars[bar]?.to ?? 0)) bar++;
    sums[bar] = (sums[bar] ?? 0) + (before.get(place) ?? 0);
  }
  return sums;
}

export function addCodes(a: Bucket["byCode"], b: Bucket["byCode"]): Bucket["byCode"] {
  const sum = { ...a };
  for (const code of OUTCOME_ORDER) {
    const more = b[code];
    if (more) sum[code] = (sum[code] ?? 0) + more;
  }
  return sum;
}

export function totals(list: readonly Pick<Bucket, "byCode">[]): Bucket["byCode"] {
  return list.reduce<Bucket["byCode"]>((sum, bucket) => addCodes(sum, bucket.byCode), {});
}

export interface Segment {
  code: VerificationCode;
  y: number;
  height: number;
}

const FOLD_PX = 1.25;

/** The parts of one bar from the axis up. What is thinner than 1.25 px is folded into one part in the colour of its largest. */
export function segmentsOf(byCode: Bucket["byCode"], pixelsPerCall: number): Segment[] {
  const thick: { code: VerificationCode; height: number }[] = [];
  let folded = 0;
  let largest: { code: VerificationCode; count: number } | null = null;
  for (const code of OUTCOME_ORDER) {
    const count = byCode[code] ?? 0;
    if (count === 0) continue;
    const height = count * pixelsPerCall;
    if (height >= FOLD_PX) thick.push({ code, height });
    else {
      folded += height;
      if (!largest || count > largest.count) largest = { code, count };
    }
  }
  if (largest) thick.push({ code: largest.code, height: Math.max(FOLD_PX, folded) });
  let y = 0;
  return thick.map((part) => {
    const segment = { ...part, y };
    y += part.height;
    return segment;
  });
}
