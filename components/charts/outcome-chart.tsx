"use client";

import { useId, useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";
import {
  formatChange,
  formatCount,
  formatPlural,
  formatShare,
  formatTick,
} from "@/components/ui/number-format";
import { OutcomeSwatch } from "@/components/ui/outcome";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { useClock, useZone } from "@/components/ui/time";
import { formatClock, formatMoment, formatWeekday, zonedTime } from "@/components/ui/time-format";
import { ChartTooltip, TooltipRow } from "./chart-tooltip";
import { HatchPatterns, OutcomeMark } from "./marks";
import { PlotCursor } from "./plot-cursor";
import { barSlots, valueTicks } from "./scale";
import {
  type Bucket,
  buckets,
  mergeToFit,
  segmentsOf,
  sumOf,
  totals,
  type UsageInterval,
  type UsagePoint,
} from "./series";
import { axisTicks } from "./time-axis";
import { useWidth } from "./use-width";

export interface OutcomeChartProps {
  interval: UsageInterval;
  /** Every bucket of the range, the empty ones too. */
  points: readonly UsagePoint[];
  /** The same number of buckets of the period before; drawn as a line. */
  previous?: readonly UsagePoint[] | undefined;
  /** What the line is called: “7 days before”. */
  previousLabel?: string | undefined;
  /** Height of the plot in pixels; 136 in a panel, 200 on a page of its own. */
  height?: number | undefined;
  /** Totals by outcome above the plot. */
  legend?: boolean | undefined;
  /** A press on a bar, or Enter: its range, to look closer. */
  onSelect?: ((range: { from: string; to: string }) => void) | undefined;
  /** Says in the tooltip what a press does: “Select to see minutes”. */
  selectHint?: string | undefined;
  className?: string | undefined;
}

const AXIS_WIDTH = 36;
const HEAD = 8;

/** Calls by outcome over time, stacked from VALID up. A table has to follow it. */
export function OutcomeChart(props: OutcomeChartProps) {
  const {
    interval,
    points,
    previous,
    previousLabel = "the period before",
    height = 136,
    legend = true,
    onSelect,
    selectHint,
    className,
  } = props;
  const [frame, frameWidth] = useWidth<HTMLDivElement>();
  const [index, setIndex] = useState<number | null>(null);
  const zone = useZone();
  const width = Math.max(0, frameWidth - AXIS_WIDTH);
  const bars = useMemo(
    () => mergeToFit(buckets(points, interval), interval, width || 600, zone),
    [points, interval, width, zone],
  );
  const before = useMemo(
    () => (previous ? matchPrevious(points, previous, bars) : null),
    [points, previous, bars],
  );
  const sums = totals(bars);
  const total = sumOf(sums);
  const shown = index !== null ? bars[Math.min(index, bars.length - 1)] : undefined;
  const slots = barSlots(Math.max(1, bars.length), Math.max(1, width));
  const shownSlot = index !== null ? slots[Math.min(index, bars.length - 1)] : undefined;
  const pick =
    onSelect &&
    ((at: number) => {
      const bar = bars[at];
      if (bar) onSelect({ from: new Date(bar.from).toISOString(), to: new Date(bar.to).toISOString() });
    });
  return (
    <div className={cn("flex flex-col gap-3", className)}>
      {legend && <Legend sums={sums} total={total} previousLabel={before ? previousLabel : undefined} />}
      <p className="sr-only">
        <Summary bars={bars} sums={sums} total={total} zone={zone} />
      </p>
      <div ref={frame} className="relative">
        {width > 0 ? (
          <>
            <div style={{ paddingLeft: AXIS_WIDTH }}>
              <PlotCursor
                label="Calls by outcome"
                count={bars.length}
                index={index}
                onIndex={setIndex}
                wordsOf={(at) => describeBar(bars[at], zone)}
                onSelect={pick}
              >
                <Plot
                  bars={bars}
                  before={before}
                  index={index}
                  width={width}
                  height={height}
                  zone={zone}
                  total={total}
                />
              </PlotCursor>
            </div>
            {shown && shownSlot && (
              <ChartTooltip at={AXIS_WIDTH + shownSlot.x + shownSlot.width / 2}>
                <BarTooltip
                  bar={shown}
                  zone={zone}
                  before={index === null ? undefined : before?.[index]}
                  previousLabel={previousLabel}
                  hint={onSelect && selectHint}
                />
              </ChartTooltip>
            )}
          </>
        ) : (
          <div style={{ height: HEAD + height + 24 }} />
        )}
        {total === 0 && width > 0 && (
          <p
            className="absolute inset-x-0 text-center text-ink-3"
            style={{ top: HEAD + height / 2 - 26, paddingLeft: AXIS_WIDTH }}
          >
            No calls in this range.
          </p>
        )}
      </div>
    </div>
  );
}

/** The sums of the period before, bar by bar, however many buckets a bar holds. */
function matchPrevious(
  points: readonly UsagePoint[],
  previous: readonly UsagePoint[],
  bars: readonly Bucket[],
): number[] {
  const sums = bars.map(() => 0);
  let bar = 0;
  points.forEach((point, index) => {
    const at = Date.parse(point.start);
    while (bar < bars.length - 1 && at >= (bars[bar]?.to ?? 0)) bar++;
    sums[bar] = (sums[bar] ?? 0) + sumOf(previous[index]?.byCode ?? {});
  });
  return sums;
}

interface PlotProps {
  bars: readonly Bucket[];
  before: readonly number[] | null;
  index: number | null;
  width: number;
  height: number;
  zone: string;
  total: number;
}

function Plot({ bars, before, index, width, height, zone, total }: PlotProps) {
  const patternId = useId();
  const year = useClock((now) => zonedTime(now, zone).year);
  const max = Math.max(0, ...bars.map((bar) => bar.total), ...(before ?? []));
  const ticks = valueTicks(max);
  const top = Math.max(max, ticks.at(-1) ?? 0) || 1;
  const slots = barSlots(bars.length, width);
  const base = HEAD + height;
  const scale = height / top;
  const axis = useMemo(
    () =>
      axisTicks(
        bars.map((bar) => bar.from),
        width,
        zone,
        Date.UTC(year, 6, 1),
      ),
    [bars, width, zone, year],
  );
  const hot = index === null ? undefined : slots[index];
  return (
    <svg aria-hidden width={width} height={base + 24} className="block overflow-visible">
      <HatchPatterns id={patternId} />
      {ticks.map((tick) => {
        const y = Math.round(base - tick * scale) - 0.5;
        return (
          <g key={tick}>
            <line
              x1={0}
              x2={width}
              y1={y}
              y2={y}
              className={tick === 0 ? "stroke-line-2" : "stroke-line"}
              strokeDasharray={tick === 0 && total === 0 ? "8 3" : undefined}
            />
            <text x={-8} y={y + 4} textAnchor="end" className="fill-ink-3 text-tick">
              {formatTick(tick)}
            </text>
          </g>
        );
      })}
      {hot && (
        <rect
          x={hot.x - 1}
          y={HEAD - 4}
          width={hot.width + 2}
          height={height + 4}
          className="fill-selected"
        />
      )}
      {bars.map((bar, at) => {
        const slot = slots[at];
        return (
          slot &&
          segmentsOf(bar.byCode, scale).map((part) => (
            <OutcomeMark
              key={`${bar.from}-${part.code}`}
              code={part.code}
              patternId={patternId}
              x={slot.x}
              width={slot.width}
              y={base - part.y - part.height}
              height={part.height}
            />
          ))
        );
      })}
      {before && <PreviousLine values={before} width={width} base={base} scale={scale} />}
      {axis.map((tick) => {
        const x = slots[tick.index]?.x ?? 0;
        // A label that would hang over the right edge is left out.
        if (x + tick.label.length * 6.2 > width) return null;
        return (
          <g key={tick.index}>
            <line x1={x - 0.5} x2={x - 0.5} y1={base} y2={base + 4} className="stroke-line-2" />
            <text x={x + 3} y={base + 17} className="fill-ink-3 text-tick">
              {tick.label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Steps as wide as the bars, thin, with a halo, so that it reads over bars and beside them. */
function PreviousLine({
  values,
  width,
  base,
  scale,
}: {
  values: readonly number[];
  width: number;
  base: number;
  scale: number;
}) {
  const each = width / values.length;
  const path = values
    .map((value, at) => `${at === 0 ? "M" : "L"}${(at + 0.5) * each} ${base - value * scale}`)
    .join("");
  return (
    <g fill="none" strokeLinejoin="round">
      <path d={path} strokeWidth="3.5" className="stroke-surface opacity-80" />
      <path d={path} strokeWidth="1.25" className="stroke-ink-2" />
    </g>
  );
}

function Legend({
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

/** `Sun 22 Nov, 03:00–04:00`, or the day alone. */
export function formatBarSpan(bar: Pick<Bucket, "from" | "to">, zone: string): string {
  const day = formatWeekday(bar.from, zone);
  const length = bar.to - bar.from;
  if (length > 26 * 3_600_000) return `${day} – ${formatWeekday(bar.to - 1, zone)}`;
  if (length >= 23 * 3_600_000) return day;
  return `${day}, ${formatClock(bar.from, zone)}–${formatClock(bar.to, zone)}`;
}

function describeBar(bar: Bucket | undefined, zone: string): string {
  if (!bar) return "";
  const parts = OUTCOME_ORDER.filter((code) => bar.byCode[code]).map(
    (code) => `${code} ${formatCount(bar.byCode[code] ?? 0)}`,
  );
  return `${formatBarSpan(bar, zone)}: ${formatPlural(bar.total, "call")}${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;
}

function Summary({
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

function BarTooltip({ bar, zone, before, previousLabel, hint }: BarTooltipProps) {
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

/** The chart in its final size, while it is on its way. */
export function OutcomeChartSkeleton({
  height = 136,
  legend = true,
}: {
  height?: number | undefined;
  legend?: boolean | undefined;
}) {
  return (
    <div role="status" aria-label="Loading" className="flex animate-appear flex-col gap-3">
      {legend && <div className="h-4 w-2/5 rounded-sm bg-hover" />}
      <div
        className="flex flex-col justify-between border-line-2 border-b"
        style={{ height: HEAD + height, marginLeft: AXIS_WIDTH, marginBottom: 24 }}
      >
        {[0, 1, 2].map((line) => (
          <span key={line} className="block border-line border-t" />
        ))}
        <span />
      </div>
    </div>
  );
}
