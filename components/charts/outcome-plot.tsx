"use client";

import { memo, useId, useMemo } from "react";
import { formatTick } from "@/components/ui/number-format";
import { useClock } from "@/components/ui/time";
import { zonedTime } from "@/components/ui/time-format";
import { HatchPatterns, OutcomeMark } from "./marks";
import { barSlots, type Slot, valueTicks } from "./scale";
import { type Bucket, segmentsOf } from "./series";
import { axisTicks } from "./time-axis";

export const AXIS_WIDTH = 36;
/** Above the plot, so that the highest bar and its column have air. */
export const HEAD = 8;
/** Below it, for the hours or days. */
export const FOOT = 24;

interface PlotProps {
  bars: readonly Bucket[];
  /** The sum of the period before for each bar. */
  before: readonly number[] | null;
  /** The bar that is looked at. */
  index: number | null;
  width: number;
  height: number;
  zone: string;
}

/** Hairlines, bars, the line of the period before, and the hours or days below. */
export function Plot({ bars, before, index, width, height, zone }: PlotProps) {
  const max = Math.max(0, ...bars.map((bar) => bar.total), ...(before ?? []));
  const ticks = valueTicks(max);
  const scale = height / Math.max(max, ticks.at(-1) ?? 1);
  const slots = useMemo(() => barSlots(bars.length, width), [bars.length, width]);
  const base = HEAD + height;
  const hot = index === null ? undefined : slots[index];
  return (
    <svg aria-hidden width={width} height={base + FOOT} className="block overflow-visible">
      <Hairlines ticks={ticks} width={width} base={base} scale={scale} empty={max === 0} />
      {hot && (
        <rect
          x={hot.x - 1}
          y={HEAD - 4}
          width={hot.width + 2}
          height={height + 4}
          className="fill-selected"
        />
      )}
      <Bars bars={bars} slots={slots} base={base} scale={scale} />
      {before && <PreviousLine values={before} width={width} base={base} scale={scale} />}
      <TimeAxis bars={bars} slots={slots} width={width} base={base} zone={zone} />
    </svg>
  );
}

interface HairlinesProps {
  ticks: readonly number[];
  width: number;
  base: number;
  scale: number;
  empty: boolean;
}

function Hairlines({ ticks, width, base, scale, empty }: HairlinesProps) {
  return ticks.map((tick) => {
    const y = Math.round(base - tick * scale) - 0.5;
    return (
      <g key={tick}>
        <line
          x1={0}
          x2={width}
          y1={y}
          y2={y}
          className={tick === 0 ? "stroke-line-2" : "stroke-line"}
          strokeDasharray={tick === 0 && empty ? "8 3" : undefined}
        />
        <text x={-8} y={y + 4} textAnchor="end" className="fill-ink-3 text-tick">
          {formatTick(tick)}
        </text>
      </g>
    );
  });
}

interface BarsProps {
  bars: readonly Bucket[];
  slots: readonly Slot[];
  base: number;
  scale: number;
}

/** Drawn once: looking from bar to bar does not draw them again. */
const Bars = memo(function Bars({ bars, slots, base, scale }: BarsProps) {
  const patternId = useId();
  return (
    <>
      <HatchPatterns id={patternId} />
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
    </>
  );
});

interface PreviousLineProps {
  values: readonly number[];
  width: number;
  base: number;
  scale: number;
}

/** Thin, with a halo, so that it reads over bars and beside them. */
function PreviousLine({ values, width, base, scale }: PreviousLineProps) {
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

interface TimeAxisProps {
  bars: readonly Bucket[];
  slots: readonly Slot[];
  width: number;
  base: number;
  zone: string;
}

function TimeAxis({ bars, slots, width, base, zone }: TimeAxisProps) {
  const year = useClock((now) => zonedTime(now, zone).year);
  const ticks = useMemo(() => {
    const starts = bars.map((bar) => bar.from);
    return axisTicks(starts, width, zone, Date.UTC(year, 6, 1));
  }, [bars, width, zone, year]);
  return ticks.map((tick) => {
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
  });
}
