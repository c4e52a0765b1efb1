import type { ReactNode } from "react";
import { cn } from "./cn";

/** Waiting for something, or following it live: the only thing on a page that moves by itself. */
export function LiveDot({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <span className={cn("inline-flex items-center gap-2", className)}>
      <span
        aria-hidden
        className="grid size-4 shrink-0 place-items-center rounded-full border border-brass-edge/60"
      >
        <span className="size-2 animate-waiting rounded-full bg-brass-mark" />
      </span>
      {children}
    </span>
  );
}
