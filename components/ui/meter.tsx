import { cn } from "./cn";

export interface MeterProps {
  /** Says what is measured; read out. */
  label: string;
  value: number;
  max: number;
  /** Little is left, or much is used: orange. */
  soon?: boolean | undefined;
  className?: string | undefined;
}

/** How much of a whole: a bar of 6 px, drawn so that no style attribute is needed. */
export function Meter({ label, value, max, soon, className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native meter cannot be drawn in our colours in every browser
    <svg
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      width="100%"
      height="6"
      className={cn("block rounded-full bg-hover", soon ? "text-o-limited" : "text-meter", className)}
    >
      <title>{label}</title>
      <rect width={`${share * 100}%`} height="6" rx="3" fill="currentColor" />
    </svg>
  );
}
