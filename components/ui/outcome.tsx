import type { VerificationCode } from "@/lib/verify/codes";
import { cn } from "./cn";
import { OUTCOMES } from "./outcomes";

export interface OutcomeProps {
  code: VerificationCode;
  /** `pill` only for a verdict that stands on its own. */
  as?: "plain" | "pill" | undefined;
  className?: string | undefined;
}

/** An outcome: icon and code. */
export function Outcome({ code, as = "plain", className }: OutcomeProps) {
  const look = OUTCOMES[code];
  const pill = cn("h-6 rounded-sm px-2", look.tint, look.text);
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap font-mono text-[12px]",
        as === "pill" && pill,
        className,
      )}
    >
      <look.icon className={cn("size-3.5", "shrink-0", look.text)} />
      {code}
    </span>
  );
}

/** Its mark as charts draw it: solid, hatched or outlined. Decoration: the code stands beside it. */
export function OutcomeSwatch({
  code,
  className,
}: {
  code: VerificationCode;
  className?: string | undefined;
}) {
  const look = OUTCOMES[code];
  return (
    <span
      aria-hidden
      className={cn(
        "inline-block size-2.5 shrink-0 rounded-[2px]",
        `mark-${look.mark}`,
        look.colour,
        className,
      )}
    />
  );
}
