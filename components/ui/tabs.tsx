import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

const strip = "scroll-quiet flex gap-5 overflow-x-auto";
const tab =
  "relative flex h-9 shrink-0 items-center whitespace-nowrap text-body text-ink-2 transition-colors hover:text-ink focus-visible:-outline-offset-2 focus-visible:rounded-sm narrow:h-10";
const marked =
  "font-medium text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-ink after:content-['']";

export interface TabLinksProps {
  label: string;
  items: readonly { href: string; label: ReactNode; count?: string | undefined; current: boolean }[];
  /** Lets the line under it run to the edges of the page's padding. */
  bleed?: boolean | undefined;
  className?: string | undefined;
}

/** Tabs that are pages: links with `aria-current`. */
export function TabLinks({ label, items, bleed, className }: TabLinksProps) {
  return (
    <nav
      aria-label={label}
      className={cn("border-line border-b", bleed && "-mx-6 px-6 narrow:-mx-4 narrow:px-4", className)}
    >
      <div className={cn(strip, "-mb-px pb-px")}>
        {items.map((item) => (
          <Link
            key={item.href}
            href={item.href}
            aria-current={item.current ? "page" : undefined}
            className={cn(tab, item.current && marked)}
          >
            {item.label}
            {item.count !== undefined && <span className="pl-1.5 text-ink-3">{item.count}</span>}
          </Link>
        ))}
      </div>
    </nav>
  );
}
