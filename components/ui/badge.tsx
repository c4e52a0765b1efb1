import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface BadgeProps {
  icon?: ReactNode;
  /** `soon` is orange: something ends shortly. */
  tone?: "plain" | "soon" | "danger" | "brass" | undefined;
  mono?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
}

const tones = {
  plain: "border-line-2 bg-surface text-ink-2",
  soon: "border-transparent bg-o-limited-s text-o-limited-t",
  danger: "border-transparent bg-o-ended-s text-o-ended-t",
  brass: "border-brass-edge bg-brass-soft text-brass-text",
};

/** A fact in a hairline, 20 px: “publishable”, “200 OK”. */
export function Badge({ icon, tone = "plain", mono, className, children }: BadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-sm border px-1.5 font-medium text-[12px] leading-none [&_.lucide]:size-3",
        mono && "font-mono font-normal",
        tones[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** A permission, address or role: monospaced on a well. */
export function CodeChip({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <code
      className={cn(
        "inline-block max-w-full break-words rounded-sm border border-line bg-inset px-1.5 text-[12px] text-ink leading-5",
        className,
      )}
    >
      {children}
    </code>
  );
}

/** A filter in force, with its cross: “API is **Orders API** ×”. `removeHref` is the page without it. */
export function FilterChip({
  label,
  value,
  removeHref,
}: {
  label: ReactNode;
  value: ReactNode;
  removeHref: string;
}) {
  return (
    <span className="inline-flex h-(--control-m) shrink-0 items-center gap-1 whitespace-nowrap rounded-md border border-line-2 pl-2.5 text-body text-ink-2">
      {label} <span className="font-medium text-ink">{value}</span>
      <Link
        prefetch={false}
        href={removeHref}
        scroll={false}
        aria-label={`Remove filter ${typeof label === "string" ? label : ""} ${typeof value === "string" ? value : ""}`}
        className="grid h-full w-7 place-items-center text-ink-3 hover:text-ink"
      >
        <X className="size-3.5" />
      </Link>
    </span>
  );
}

export interface StateChipsProps {
  label: string;
  items: readonly { href: string; label: ReactNode; count?: string | undefined; current: boolean }[];
  className?: string | undefined;
}

/** A row of views of one list with their counts; scrolls on a narrow screen. */
export function StateChips({ label, items, className }: StateChipsProps) {
  return (
    <nav
      aria-label={label}
      className={cn(
        "scroll-quiet -mx-6 flex gap-2 overflow-x-auto px-6 py-1 narrow:-mx-4 narrow:px-4",
        className,
      )}
    >
      {items.map((item) => (
        <Link
          prefetch={false}
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? "true" : undefined}
          className={cn(
            "inline-flex h-(--control-m) shrink-0 items-center gap-1.5 rounded-md border px-2.5 text-body transition-colors",
            item.current
              ? "border-transparent bg-selected font-medium text-ink"
              : "border-line-2 text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          {item.label}
          {item.count !== undefined && <span className="font-normal text-ink-3">{item.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
