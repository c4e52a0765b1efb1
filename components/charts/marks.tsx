import { cn } from "@/components/ui/cn";
import { OUTCOMES } from "@/components/ui/outcomes";
import type { VerificationCode } from "@/lib/verify/codes";

/** Stripes across the bar, which stay legible where a slanted hatch would blur; one pattern per hatched outcome. */
export function HatchPatterns({ id }: { id: string }) {
  return (
    <defs>
      {(Object.keys(OUTCOMES) as VerificationCode[])
        .filter((code) => OUTCOMES[code].mark === "hatched")
        .map((code) => (
          <pattern
            key={code}
            id={`${id}-${code}`}
            width="4"
            height="3"
            patternUnits="userSpaceOnUse"
            className={OUTCOMES[code].colour}
          >
            <rect width="4" height="1.75" fill="currentColor" />
          </pattern>
        ))}
    </defs>
  );
}

interface MarkProps {
  code: VerificationCode;
  patternId: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One outcome's part of a bar: solid, striped or outlined; too small for that, a lighter solid. */
export function OutcomeMark({ code, patternId, x, y, width, height }: MarkProps) {
  const { mark, colour } = OUTCOMES[code];
  if (mark === "outlined" && width >= 5 && height >= 5) {
    return (
      <rect
        x={x + 0.75}
        y={y + 0.75}
        width={width - 1.5}
        height={height - 1.5}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        className={colour}
      />
    );
  }
  const striped = mark === "hatched" && height >= 5;
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      fill={striped ? `url(#${patternId}-${code})` : "currentColor"}
      className={cn(colour, mark !== "solid" && !striped && "opacity-60")}
    />
  );
}
