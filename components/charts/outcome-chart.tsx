"use client";

import { useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";
import { useZone } from "@/components/ui/time";
import { wordsOfBar } from "./bar-words";
import { ChartTooltip } from "./chart-tooltip";
import { BarTooltip, Legend, Summary } from "./outcome-legend";
import { AXIS_WIDTH, FOOT, HEAD, Plot } from "./outcome-plot";
import { PlotCursor } from "./plot-cursor";
import { barSlots } from "./scale";
import {
  buckets,
  mergeToFit,
  sumOf,
  sumsBefore,
  totals,
  type UsageInterval,
  type UsagePoint,
} from "./series";
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
    () => (previous ? sumsBefore({ points, previous, interval, zone }, bars) : null),
    [points, previous, interval, zone, bars],
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
                wordsOf={(at) => wordsOfBar(bars[at], zone)}
                onSelect={pick}
              >
                <Plot bars={bars} before={before} index={index} width={width} height={height} zone={zone} />
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
          <div style={{ height: HEAD + height + FOOT }} />
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
        style={{ height: HEAD + height, marginLeft: AXIS_WIDTH, marginBottom: FOOT }}
      >
        {[0, 1, 2].map((line) => (
          <span key={line} className="block border-line border-t" />
        ))}
        <span />
      </div>
    </div>
  );
}
