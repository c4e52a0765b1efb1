import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface FigureProps {
  label: ReactNode;
  /** “4.07 M”, already written. */
  value: ReactNode;
  /** “+7.6 %”, already written; its sign gives the arrow. */
  change?: string | undefined;
  /** The change is a bad one. */
  bad?: boolean | undefined;
  /** “3.78 M before”. */
  note?: ReactNode;
}

/** A row of figures that belong together: up to six, two by two on a narrow screen. */
export function Figures({ items, label }: { items: readonly FigureProps[]; label: string }) {
  return (
    <dl
      aria-label={label}
      className="grid auto-cols-fr grid-flow-col overflow-hidden rounded-lg border border-line bg-surface narrow:grid-flow-row narrow:grid-cols-2 narrow:[&>*:last-child:nth-child(odd)]:col-span-2"
    >
      {items.map((item, index) => {
        const Arrow = item.change?.startsWith("−") ? ArrowDownRight : ArrowUpRight;
        const moved = item.change?.startsWith("−") || item.change?.startsWith("+");
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed row of figures
            key={index}
            className="-mb-px -ml-px border-line border-b border-l px-4 py-2.5"
          >
            <dt className="text-ink-3 text-label">{item.label}</dt>
            <dd>
              <span className="flex flex-wrap items-baseline gap-x-2.5">
                <span className="font-medium text-figure">{item.value}</span>
                {item.change && (
                  <span
                    className={cn(
                      "inline-flex items-center gap-1 text-label",
                      item.bad ? "text-o-ended-t" : "text-ink-2",
                    )}
                  >
                    {moved && <Arrow className="size-3 narrow:hidden" />}
                    {item.change}
                  </span>
                )}
              </span>
              {item.note && <span className="block text-ink-3 text-label">{item.note}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
