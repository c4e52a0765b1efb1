"use client";

import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";

/**
 * The values of one bar. It hangs below the plot, so that it covers no bars, or above where the window ends;
 * on a narrow screen it takes its place under the chart.
 */
export function ChartTooltip({ at, children }: { at: number; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; above: boolean }>({ left: 0, above: false });
  useLayoutEffect(() => {
    const element = ref.current;
    const frame = element?.offsetParent;
    if (!element || !frame) return;
    const room = frame.clientWidth - element.offsetWidth;
    const below = frame.getBoundingClientRect().bottom + element.offsetHeight + 8 <= window.innerHeight;
    const roomAbove = frame.getBoundingClientRect().top - element.offsetHeight - 8 >= 0;
    setPlace({ left: Math.max(0, Math.min(room, at - element.offsetWidth / 2)), above: !below && roomAbove });
  }, [at]);
  return (
    <div
      ref={ref}
      className={cn(
        "pointer-events-none absolute z-20 w-[288px] rounded-lg border border-line-2 bg-overlay p-3 text-label shadow-overlay",
        place.above ? "bottom-full mb-1" : "top-full mt-1",
        "narrow:static narrow:mt-3 narrow:mb-0 narrow:w-full narrow:rounded-md narrow:shadow-none",
      )}
      style={{ left: place.left }}
    >
      {children}
    </div>
  );
}

/** A row of a tooltip: mark, name, value, share. */
export function TooltipRow({
  mark,
  name,
  value,
  share,
  strong,
}: {
  mark?: ReactNode;
  name: ReactNode;
  value: string;
  share?: string | undefined;
  strong?: boolean;
}) {
  return (
    <div
      className={cn(
        "grid grid-cols-[10px_minmax(0,1fr)_auto_52px] items-center gap-x-2 py-0.5",
        strong && "font-medium",
      )}
    >
      <span className="flex">{mark}</span>
      <span className="truncate">{name}</span>
      <span className="text-right text-ink">{value}</span>
      <span className="text-right text-ink-3">{share}</span>
    </div>
  );
}
