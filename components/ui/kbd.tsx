import type { ReactNode } from "react";
import { cn } from "./cn";

/** A key cap: `<Kbd>C</Kbd>`, `<Kbd>⌘K</Kbd>`. Decoration: say the shortcut in `aria-keyshortcuts` of what it presses. */
export function Kbd({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <kbd
      aria-hidden
      className={cn(
        "narrow:hidden inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-current/35 px-1 font-mono text-[10.5px] leading-none",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
