import { formatCount } from "@/components/ui/number-format";

export type WindowUnit = "second" | "minute" | "hour" | "day";

export const UNIT_MS: Record<WindowUnit, number> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
const LARGEST_FIRST = ["day", "hour", "minute", "second"] as const;

/** A window in the largest unit that gives a whole number. */
export function splitWindow(windowMs: number): { count: number; unit: WindowUnit } {
  const unit = LARGEST_FIRST.find((each) => windowMs % UNIT_MS[each] === 0) ?? "second";
  return { count: windowMs / UNIT_MS[unit], unit };
}

/** `a minute`, `an hour`, `in 5 minutes`. */
export function windowWords(windowMs: number): string {
  const { count, unit } = splitWindow(windowMs);
  if (count === 1) return unit === "hour" ? "an hour" : `a ${unit}`;
  return `in ${Number.isInteger(count) ? formatCount(count) : count} ${unit}s`;
}

/** `60 a minute`. */
export function limitWords(limit: { limit: number; windowMs: number }): string {
  return `${formatCount(limit.limit)} ${windowWords(limit.windowMs)}`;
}

export const LIMIT_PRESETS = [
  { value: "none", label: "None", limit: null },
  { value: "minute", label: "60/min", limit: { limit: 60, windowMs: UNIT_MS.minute } },
  { value: "hour", label: "1,000/h", limit: { limit: 1_000, windowMs: UNIT_MS.hour } },
  { value: "day", label: "10,000/day", limit: { limit: 10_000, windowMs: UNIT_MS.day } },
  { value: "own", label: "Own", limit: null },
] as const;

export type LimitPreset = (typeof LIMIT_PRESETS)[number]["value"];
