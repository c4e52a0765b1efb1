/** When in a week calls come. The demo's people live in Central Europe; summer time makes no difference to a demo. */
export type Rhythm = "business" | "office" | "evening" | "flat" | "nightly" | "hourly" | "weekly";

export const SLOT_MS = 900_000;
const WEEK_SLOTS = 672;
const OFFSET_MS = 3_600_000;
/** 1 January 1970 was a Thursday: shifts a week's first slot to Monday. */
const MONDAY_MS = 3 * 86_400_000;

const bell = (hour: number, middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2));

/** How strong a quarter of an hour is; `day` 0 is Monday, `hour` 0 to 24. */
const shapes: Record<Rhythm, (day: number, hour: number) => number> = {
  business: (day, hour) => (0.12 + bell(hour, 12.8, 4.3)) * (day > 4 ? 0.48 : 1),
  office: (day, hour) => (day > 4 ? 0.01 : 0.01 + bell(hour, 13, 3.2)),
  evening: (day, hour) => (0.1 + bell(hour, 19.8, 3) + 0.5 * bell(hour, 12.5, 2.6)) * (day > 4 ? 1.3 : 1),
  flat: (day, hour) => (1 + 0.12 * bell(hour, 13, 5)) * (day > 4 ? 0.94 : 1),
  nightly: (_day, hour) => (hour >= 2 && hour < 2.5 ? 1 : 0),
  hourly: (day, hour) => (hour % 1 < 0.25 ? (day > 4 ? 0.4 : 1) : 0.02),
  weekly: (day, hour) => (day === 0 && hour >= 6 && hour < 7 ? 1 : 0),
};

const weeks = new Map<Rhythm, number[]>();

/** The week's 672 quarters; their sum is 1. */
function week(rhythm: Rhythm): number[] {
  const known = weeks.get(rhythm);
  if (known) return known;
  const raw = Array.from({ length: WEEK_SLOTS }, (_, slot) =>
    shapes[rhythm](Math.floor(slot / 96), (slot % 96) / 4),
  );
  const sum = raw.reduce((total, weight) => total + weight, 0);
  const weights = raw.map((weight) => weight / sum);
  weeks.set(rhythm, weights);
  return weights;
}

/** The share of a week's calls that falls into the quarter of an hour around `at`. */
export function slotShare(rhythm: Rhythm, at: number): number {
  const slot = Math.floor((at + OFFSET_MS + MONDAY_MS) / SLOT_MS) % WEEK_SLOTS;
  return week(rhythm)[slot] ?? 0;
}

/** The latest Sunday night, 02:00 there, that is at least 20 hours past. */
export function sundayNight(now: number): number {
  const dayMs = 86_400_000;
  const monday = Math.floor((now + OFFSET_MS + MONDAY_MS) / (7 * dayMs)) * 7 * dayMs - OFFSET_MS - MONDAY_MS;
  const sunday = monday + 6 * dayMs + 2 * 3_600_000;
  return sunday <= now - 20 * 3_600_000 ? sunday : sunday - 7 * dayMs;
}
