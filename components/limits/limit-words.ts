import { formatCount } from "@/components/ui/number-format";
import type { LimitAlgorithm, LimitRule } from "@/lib/ratelimit/limiter";

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

export const ALGORITHMS: readonly { value: LimitAlgorithm; label: string; note: string }[] = [
  {
    value: "sliding_window",
    label: "Sliding window",
    note: "Never more calls than the limit in any window.",
  },
  {
    value: "fixed_window",
    label: "Fixed window",
    note: "Starts over at set times in UTC. Up to twice the limit can pass around them.",
  },
  {
    value: "token_bucket",
    label: "Token bucket",
    note: "A steady rate, with a burst after a quiet time.",
  },
];

/** `token bucket, burst 200`; null for the usual sliding window. */
export function algorithmWords({ algorithm, burst }: Pick<LimitRule, "algorithm" | "burst">): string | null {
  if (algorithm === "fixed_window") return "fixed window";
  if (algorithm !== "token_bucket") return null;
  return burst === undefined ? "token bucket" : `token bucket, burst ${formatCount(burst)}`;
}

/** `60 a minute`, `60 a minute (token bucket, burst 200)`. */
export function limitWords(limit: LimitRule): string {
  const words = `${formatCount(limit.limit)} ${windowWords(limit.windowMs)}`;
  const how = algorithmWords(limit);
  return how ? `${words} (${how})` : words;
}

export const LIMIT_PRESETS = [
  { value: "none", label: "None", limit: null },
  { value: "minute", label: "60/min", limit: { limit: 60, windowMs: UNIT_MS.minute } },
  { value: "hour", label: "1,000/h", limit: { limit: 1_000, windowMs: UNIT_MS.hour } },
  { value: "day", label: "10,000/day", limit: { limit: 10_000, windowMs: UNIT_MS.day } },
  { value: "own", label: "Own", limit: null },
] as const;

export type LimitPreset = (typeof LIMIT_PRESETS)[number]["value"];
