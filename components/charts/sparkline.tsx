import { OUTCOME_ORDER, OUTCOMES } from "@/components/ui/outcomes";
import type { VerificationCode } from "@/lib/verify/codes";
import { sumOf } from "./series";

export interface SparklineProps {
  /** From old to new; about 28 fit 84 px. */
  points: readonly Partial<Record<VerificationCode, number>>[];
  /** Read out in its place: “183,284 calls in 7 days”. Absent where the figure stands beside it. */
  label?: string | undefined;
  height?: number | undefined;
}

const STEP = 3;
const BAR = 2;

/** Tiny bars: what was allowed, and on it what was denied in the colour of its largest part. No hooks: fit for server pages. */
export function Sparkline({ points, label, height = 17 }: SparklineProps) {
  const width = points.length * STEP - 1;
  const max = Math.max(...points.map(sumOf), 0);
  const role = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by its label, or decoration beside the figure
    <svg
      {...role}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="inline-block align-bottom"
    >
      {max === 0 && (
        <line
          x1="0"
          x2={width}
          y1={height - 0.5}
          y2={height - 0.5}
          strokeDasharray="1 2"
          className="stroke-line-2"
        />
      )}
      {points.map((byCode, index) => {
        const total = sumOf(byCode);
        if (total === 0) return null;
        const whole = Math.max(2, (total / max) * height);
        const valid = ((byCode.VALID ?? 0) / total) * whole;
        const worst = OUTCOME_ORDER.slice(1).reduce(
          (most, code) => ((byCode[code] ?? 0) > (byCode[most] ?? 0) ? code : most),
          "NOT_FOUND",
        );
        const denied = whole - valid < 0.75 ? 0 : whole - valid;
        const x = index * STEP;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <g key={index}>
            {denied > 0 && (
              <rect
                x={x}
                y={height - whole}
                width={BAR}
                height={denied}
                fill="currentColor"
                className={OUTCOMES[worst].colour}
              />
            )}
            <rect
              x={x}
              y={height - whole + denied}
              width={BAR}
              height={whole - denied}
              fill="currentColor"
              className={OUTCOMES.VALID.colour}
            />
          </g>
        );
      })}
    </svg>
  );
}
