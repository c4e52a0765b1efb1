import { formatChange, formatCount, formatPlural, formatShare } from "@/components/ui/number-format";
import { OutcomeSwatch } from "@/components/ui/outcome";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { useClock } from "@/components/ui/time";
import { formatMoment } from "@/components/ui/time-format";
import { formatBarSpan } from "./bar-words";
import { TooltipRow } from "./chart-tooltip";
import type { Bucket } from "./series";

/** The outcomes of a range with their totals. */
export function Legend({
  sums,
  total,
  previousLabel,
}: {
  sums: Bucket["byCode"];
  total: number;
  previousLabel: string | undefined;
}) {
  if (total === 0 && !previousLabel) return null;
  return (
    <ul aria-label="Totals by outcome" className="flex flex-wrap gap-x-4 gap-y-1 text-label">
      {OUTCOME_ORDER.filter((code) => sums[code]).map((code) => (
        <li key={code} className="flex items-center gap-1.5">
          <OutcomeSwatch code={code} />
          <code className="text-[11px] text-ink-2">{code}</code>
          <span className="font-medium">{formatCount(sums[code] ?? 0)}</span>
        </li>
      ))}
      {previousLabel && (
        <li className="flex items-center gap-1.5 text-ink-2">
          <span aria-hidden className="h-px w-3 bg-ink-2" />
          {previousLabel}
        </li>
      )}
    </ul>
  );
}

/** The chart in a sentence, for those who do not see it. */
export function Summary({
  bars,
  sums,
  total,
  zone,
}: {
  bars: readonly Bucket[];
  sums: Bucket["byCode"];
  total: number;
  zone: string;
}) {
  const text = useClock((now) => {
    const [first, last] = [bars[0], bars.at(-1)];
    if (!first || !last) return "No calls.";
    const span = `${formatMoment(first.from, zone, now)} to ${formatMoment(last.to, zone, now)}`;
    if (total === 0) return `No calls from ${span}.`;
    const shares = OUTCOME_ORDER.filter((code) => sums[code]).map(
      (code) => `${code} ${formatShare(sums[code] ?? 0, total)}`,
    );
    const busiest = bars.reduce((most, bar) => (bar.total > most.total ? bar : most), first);
    return `${formatPlural(total, "call")} from ${span}: ${shares.join(", ")}. Most in ${formatBarSpan(busiest, zone)}: ${formatCount(busiest.total)}.`;
  });
  return <>{text}</>;
}

interface BarTooltipProps {
  bar: Bucket;
  zone: string;
  before: number | undefined;
  previousLabel: string;
  hint: string | undefined;
}

const FOLD_SHARE = 0.004;

/** One bar in figures; what is under 0.4 % becomes one row. */
export function BarTooltip({ bar, zone, before, previousLabel, hint }: BarTooltipProps) {
  const present = OUTCOME_ORDER.filter((code) => bar.byCode[code]);
  const large = present.filter((code) => (bar.byCode[code] ?? 0) >= bar.total * FOLD_SHARE);
  const small = present.filter((code) => !large.includes(code));
  // One that is small is named; several become one row.
  const rows = small.length > 1 ? large : present;
  const rest = small.length > 1 ? small.reduce((sum, code) => sum + (bar.byCode[code] ?? 0), 0) : 0;
  return (
    <>
      <p className="pb-1 font-medium text-ink">{formatBarSpan(bar, zone)}</p>
      {rows.map((code) => (
        <TooltipRow
          key={code}
          mark={<OutcomeSwatch code={code} />}
          name={<code className="text-[11px]">{code}</code>}
          value={formatCount(bar.byCode[code] ?? 0)}
          share={formatShare(bar.byCode[code] ?? 0, bar.total, 0)}
        />
      ))}
      {rest > 0 && (
        <TooltipRow
          name={`${small.length} others`}
          value={formatCount(rest)}
          share={formatShare(rest, bar.total, 0)}
        />
      )}
      {bar.total === 0 && <p className="py-0.5 text-ink-3">No calls</p>}
      <div className="mt-1.5 border-line border-t pt-1.5">
        <TooltipRow name="All" value={formatCount(bar.total)} strong />
        {before !== undefined && (
          <TooltipRow
            mark={<span className="h-px w-2.5 bg-ink-2" />}
            name={previousLabel}
            value={formatCount(before)}
            share={formatChange(bar.total, before)}
          />
        )}
      </div>
      {hint && <p className="pt-1 text-ink-3 narrow:hidden">{hint}</p>}
    </>
  );
}
