import { formatCount, formatPlural } from "@/components/ui/number-format";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { formatClock, formatWeekday } from "@/components/ui/time-format";
import type { Bucket } from "./series";

/** `Sun 22 Nov, 03:00–04:00`, or the day alone. */
export function formatBarSpan(bar: Pick<Bucket, "from" | "to">, zone: string): string {
  const day = formatWeekday(bar.from, zone);
  const length = bar.to - bar.from;
  if (length > 26 * 3_600_000) return `${day} – ${formatWeekday(bar.to - 1, zone)}`;
  if (length >= 23 * 3_600_000) return day;
  return `${day}, ${formatClock(bar.from, zone)}–${formatClock(bar.to, zone)}`;
}

/** What is read out when an arrow key reaches the bar. */
export function wordsOfBar(bar: Bucket | undefined, zone: string): string {
  if (!bar) return "";
  const parts = OUTCOME_ORDER.filter((code) => bar.byCode[code]).map(
    (code) => `${code} ${formatCount(bar.byCode[code] ?? 0)}`,
  );
  return `${formatBarSpan(bar, zone)}: ${formatPlural(bar.total, "call")}${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;
}
