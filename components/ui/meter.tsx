import type { ReactNode } from "react";
import { cn } from "./cn";
import { formatCount } from "./number-format";

export interface MeterProps {
  /** “`requests` a minute”. */
  label: ReactNode;
  /** What the bar is called when it is read out. */
  name: string;
  value: number;
  max: number;
  /** Below the bar: what it means. */
  note?: ReactNode;
  /** Orange from this share on; 0.9. A meter of what is left takes `null`. */
  warnFrom?: number | null | undefined;
  className?: string | undefined;
}

/** How much of a limit is used, or of a balance is left. */
export function Meter({ label, name, value, max, note, warnFrom = 0.9, className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  const warn = warnFrom !== null && share >= warnFrom;
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 text-ink-2 [&_code]:font-medium [&_code]:text-ink">{label}</span>
        <span className="shrink-0 text-ink-3">
          <span className="font-medium text-ink">{formatCount(value)}</span> of {formatCount(max)}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the look of <meter> cannot be set alike in all browsers */}
      <div
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={`${formatCount(value)} of ${formatCount(max)}`}
        className="h-1.5 overflow-hidden rounded-full bg-selected"
      >
        <svg aria-hidden className="block size-full" preserveAspectRatio="none" viewBox="0 0 100 1">
          <rect
            width={value > 0 ? Math.max(1, share * 100) : 0}
            height="1"
            className={warn ? "fill-o-limited" : "fill-meter"}
          />
        </svg>
      </div>
      {note && <p className="text-ink-3 text-label">{note}</p>}
    </div>
  );
}
