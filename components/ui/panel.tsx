import type { ReactNode } from "react";
import { cn } from "./cn";

export interface PanelProps {
  /** The heading; `level` says which (h2 by default). */
  title?: ReactNode;
  /** A quiet fact after the title. */
  note?: ReactNode;
  /** Buttons at the right end of the head. */
  actions?: ReactNode;
  level?: 2 | 3 | undefined;
  /** Without padding: for tables and lists that reach the edges. */
  flush?: boolean | undefined;
  /** Stands under a hairline at the bottom. */
  footer?: ReactNode;
  id?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A surface with a hairline around and a head of 44 px. */
export function Panel({
  title,
  note,
  actions,
  level = 2,
  flush,
  footer,
  id,
  className,
  children,
}: PanelProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section id={id} className={cn("min-w-0 rounded-lg border border-line bg-surface", className)}>
      {title && (
        <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 border-line border-b py-1.5 pr-2 pl-4">
          <div className="flex min-w-0 max-w-full grow-[9999] flex-wrap items-baseline gap-x-2">
            <Heading className="font-semibold text-section">{title}</Heading>
            {note && (
              <span className="text-body text-ink-3 [&_strong]:font-medium [&_strong]:text-ink">{note}</span>
            )}
          </div>
          {/* On a line of their own the actions fill it; beside the title they keep their size. */}
          {actions && (
            <div className="flex grow flex-wrap items-center justify-end gap-2 narrow:[&>*]:grow">
              {actions}
            </div>
          )}
        </div>
      )}
      {flush ? children : <div className="p-4">{children}</div>}
      {footer && <div className="border-line border-t px-4 py-3">{footer}</div>}
    </section>
  );
}

/** Rows of name and value: “Permissions  `orders:read`”. */
export function Facts({
  items,
  className,
}: {
  items: readonly { label: ReactNode; value: ReactNode }[];
  className?: string | undefined;
}) {
  return (
    <dl
      className={cn(
        "grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] items-baseline gap-x-5 gap-y-2.5",
        className,
      )}
    >
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no identity but their place
        <div key={index} className="contents">
          <dt className="text-ink-3">{item.label}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-1.5 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
