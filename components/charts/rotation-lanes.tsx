"use client";

import { type ReactNode, useId, useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";
import { formatCount, formatPlural, formatTick } from "@/components/ui/number-format";
import { useClock, useZone } from "@/components/ui/time";
import { formatDay, formatMoment, zonedTime } from "@/components/ui/time-format";
import { formatBarSpan } from "./bar-words";
import { ChartTooltip, TooltipRow } from "./chart-tooltip";
import { PlotCursor } from "./plot-cursor";
import { barSlots, valueTicks } from "./scale";
import { axisTicks } from "./time-axis";
import { useWidth } from "./use-width";

export interface LaneSecret {
  /** `sk_live_9fK2…6wbY`. */
  start: string;
  /** A quiet line below: “16,798 calls today”. */
  note: ReactNode;
}

export interface RotationLanesProps {
  /** Calls per secret, in buckets of equal length up to now; from somewhat before the rotation began. */
  points: readonly { start: string; incoming: number; retiring: number }[];
  /** The length of a bucket. */
  bucketMs: number;
  /** “3 h”: said above the lanes. */
  bucketLabel: string;
  startedAt: string;
  now: string;
  retiresAt: string;
  incoming: LaneSecret;
  retiring: LaneSecret;
}

const LANE = 44;
const GAP = 24;
const HEAD = 26;
const FOOT = 20;
const AXIS_WIDTH = 32;
const HEIGHT = HEAD + 2 * LANE + GAP + FOOT;

/** A rotation under way: two lanes on one scale, brass the new secret, graphite the old; what is to come is hatched. */
export function RotationLanes(props: RotationLanesProps) {
  const { points, bucketMs, bucketLabel, incoming, retiring } = props;
  const [frame, frameWidth] = useWidth<HTMLDivElement>();
  const [index, setIndex] = useState<number | null>(null);
  const zone = useZone();
  const width = Math.max(0, frameWidth - AXIS_WIDTH);
  const shown = index === null ? undefined : points[index];
  const span = (at: number) => ({ from: at, to: at + bucketMs });
  const range = rangeOf(props);
  const pastWidth = Math.max(1, Math.round(((range.now - range.from) / (range.to - range.from)) * width));
  return (
    <div className="grid grid-cols-[180px_minmax(0,1fr)] narrow:grid-cols-1 narrow:gap-3">
      <div className="narrow:grid narrow:grid-cols-2 narrow:gap-4">
        <p className="h-[26px] text-ink-3 text-label narrow:hidden">Calls per {bucketLabel}</p>
        <LaneName mark="bg-brass-mark" name="New" secret={incoming} />
        <LaneName mark="bg-retiring" name="Old, retiring" secret={retiring} />
      </div>
      <div ref={frame} className="relative">
        {width > 0 ? (
          <div style={{ paddingLeft: AXIS_WIDTH }} className="relative">
            <Lanes {...props} width={width} pastWidth={pastWidth} index={index} zone={zone} />
            <div className="absolute top-0" style={{ left: AXIS_WIDTH, width: pastWidth }}>
              <PlotCursor
                label="Calls per secret"
                count={points.length}
                index={index}
                onIndex={setIndex}
                wordsOf={(at) => describePoint(points[at], bucketMs, zone)}
              >
                <div style={{ height: HEIGHT - FOOT }} />
              </PlotCursor>
            </div>
          </div>
        ) : (
          <div style={{ height: HEIGHT }} />
        )}
        {shown && (
          <ChartTooltip at={AXIS_WIDTH + (((index ?? 0) + 0.5) / points.length) * pastWidth}>
            <p className="pb-1 font-medium text-ink">{formatBarSpan(span(Date.parse(shown.start)), zone)}</p>
            <TooltipRow
              mark={<span className="size-2.5 rounded-[2px] bg-brass-mark" />}
              name="New"
              value={formatCount(shown.incoming)}
            />
            <TooltipRow
              mark={<span className="size-2.5 rounded-[2px] bg-retiring" />}
              name="Old"
              value={formatCount(shown.retiring)}
            />
          </ChartTooltip>
        )}
      </div>
    </div>
  );
}

function rangeOf({ points, now, retiresAt, bucketMs }: RotationLanesProps) {
  const from = points[0] ? Date.parse(points[0].start) : Date.parse(now) - bucketMs;
  const present = Math.max(Date.parse(now), from + bucketMs);
  const retires = Date.parse(retiresAt);
  // Some room beyond the end, so that its mark and name stand inside.
  return { from, now: present, to: Math.max(retires, present) + 0.08 * (Math.max(retires, present) - from) };
}

/** As tall as its lane and the gap below it. */
function LaneName({ mark, name, secret }: { mark: string; name: string; secret: LaneSecret }) {
  return (
    <div className="h-[68px] narrow:h-auto">
      <p className="flex items-center gap-2 font-medium leading-4">
        <span aria-hidden className={cn("size-2.5 rounded-[2px]", mark)} />
        {name}
      </p>
      <code className="block text-label leading-5">{secret.start}</code>
      <p className="text-ink-3 text-label">{secret.note}</p>
    </div>
  );
}

function describePoint(
  point: RotationLanesProps["points"][number] | undefined,
  bucketMs: number,
  zone: string,
): string {
  if (!point) return "";
  const from = Date.parse(point.start);
  return `${formatBarSpan({ from, to: from + bucketMs }, zone)}: ${formatPlural(point.incoming, "call")} with the new secret, ${formatCount(point.retiring)} with the old`;
}

type LanesProps = RotationLanesProps & {
  width: number;
  pastWidth: number;
  index: number | null;
  zone: string;
};

function Lanes(props: LanesProps) {
  const { points, width, pastWidth, index, zone, startedAt, retiresAt, bucketMs } = props;
  const hatch = useId();
  const year = useClock((now) => zonedTime(now, zone).year);
  const range = rangeOf(props);
  const place = (at: number) => Math.round(((at - range.from) / (range.to - range.from)) * width);
  const max = Math.max(1, ...points.flatMap((point) => [point.incoming, point.retiring]));
  const top = valueTicks(max, 1)[1] ?? max;
  const scale = LANE / Math.max(max, top);
  const slots = barSlots(Math.max(1, points.length), pastWidth);
  const lanes = [
    { key: "incoming", base: HEAD + LANE, fill: "fill-brass-mark" },
    { key: "retiring", base: HEAD + LANE + GAP + LANE, fill: "fill-retiring" },
  ] as const;
  const floor = HEAD + 2 * LANE + GAP;
  const hot = index === null ? undefined : slots[index];
  const axis = useMemo(() => {
    const starts = [];
    for (let at = range.from; at < range.to; at += Math.max(bucketMs, 3_600_000)) starts.push(at);
    const room = (width * Math.max(bucketMs, 3_600_000)) / (range.to - range.from);
    return axisTicks(starts, width, zone, Date.UTC(year, 6, 1)).map((tick) => ({
      x: tick.index * room,
      label: tick.label,
    }));
  }, [range.from, range.to, bucketMs, width, zone, year]);
  return (
    <svg aria-hidden width={width} height={HEIGHT} className="block overflow-visible">
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1" height="6" className="fill-line" />
        </pattern>
      </defs>
      {hot && (
        <rect
          x={hot.x - 1}
          y={HEAD - 2}
          width={hot.width + 2}
          height={floor - HEAD + 2}
          className="fill-selected"
        />
      )}
      {lanes.map((lane) => (
        <g key={lane.key}>
          <rect
            x={pastWidth}
            y={lane.base - LANE}
            width={width - pastWidth}
            height={LANE}
            fill={`url(#${hatch})`}
          />
          <line
            x1={0}
            x2={width}
            y1={lane.base - top * scale - 0.5}
            y2={lane.base - top * scale - 0.5}
            className="stroke-line"
          />
          <text x={-6} y={lane.base - top * scale + 4} textAnchor="end" className="fill-ink-3 text-tick">
            {formatTick(top)}
          </text>
          <text x={-6} y={lane.base + 4} textAnchor="end" className="fill-ink-3 text-tick">
            0
          </text>
          {points.map((point, at) => {
            const slot = slots[at];
            const value = point[lane.key];
            if (!slot || value === 0) return null;
            const height = Math.max(2, value * scale);
            return (
              <rect
                key={point.start}
                x={slot.x}
                width={slot.width}
                y={lane.base - height}
                height={height}
                className={lane.fill}
              />
            );
          })}
          <line x1={0} x2={width} y1={lane.base + 0.5} y2={lane.base + 0.5} className="stroke-line-2" />
        </g>
      ))}
      <Events
        started={place(Date.parse(startedAt))}
        now={pastWidth}
        retires={place(Date.parse(retiresAt))}
        width={width}
        floor={floor}
        startedAt={startedAt}
        retiresAt={retiresAt}
        zone={zone}
      />
      {axis.map((tick) => (
        <text
          key={tick.x}
          x={tick.x + 2}
          y={floor + 17}
          className={cn("fill-ink-3 text-tick", tick.x + tick.label.length * 6 > width && "hidden")}
        >
          {tick.label}
        </text>
      ))}
    </svg>
  );
}

interface EventsProps {
  started: number;
  now: number;
  retires: number;
  width: number;
  floor: number;
  startedAt: string;
  retiresAt: string;
  zone: string;
}

/** Started and Retires dashed, Now solid; a name that has no room beside Now says only its day. */
function Events({ started, now, retires, width, floor, startedAt, retiresAt, zone }: EventsProps) {
  const text = useClock((at) => {
    const write = (when: string) => (width > 420 ? formatMoment : formatDay)(Date.parse(when), zone, at);
    return `Started ${write(startedAt)}|Retires ${write(retiresAt)}`;
  });
  const [startedText = "", retiresText = ""] = text.split("|");
  const half = (words: string) => words.length * 2.9;
  const clamp = (x: number, words: string) => Math.max(half(words), Math.min(width - half(words), x));
  const startX = clamp(started, startedText);
  const endX = clamp(retires, retiresText);
  const nowX = Math.max(12, Math.min(width - 12, now));
  const startFits = startX + half(startedText) + 20 < nowX;
  const endFits = endX - half(retiresText) - 20 > nowX;
  return (
    <g>
      <g className="stroke-ink-3" strokeDasharray="3 3">
        {started >= 0 && <line x1={started + 0.5} x2={started + 0.5} y1={18} y2={floor} />}
        <line x1={retires + 0.5} x2={retires + 0.5} y1={18} y2={floor} />
      </g>
      <line x1={now + 0.5} x2={now + 0.5} y1={18} y2={floor} className="stroke-ink" />
      <circle
        cx={retires + 0.5}
        cy={floor + 0.5}
        r="3.5"
        strokeWidth="1.25"
        className="fill-surface stroke-ink-3"
      />
      <g textAnchor="middle" className="text-tick">
        {startFits && started >= 0 && (
          <text x={startX} y={11} className="fill-ink-3">
            {startedText}
          </text>
        )}
        <text x={nowX} y={11} className="fill-ink font-medium">
          Now
        </text>
        {endFits && (
          <text x={endX} y={11} className="fill-ink-3">
            {retiresText}
          </text>
        )}
      </g>
    </g>
  );
}
