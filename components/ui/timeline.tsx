import type { ReactNode } from "react";

export interface TimelineItem {
  id: string;
  icon: ReactNode;
  /** What happened. */
  title: ReactNode;
  /** Who did it. */
  by: ReactNode;
  /** When: a `<Time>`. */
  at: ReactNode;
}

/** Events, newest first. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol className="flex flex-col">
      {items.map((item) => (
        <li key={item.id} className="group relative flex gap-3 pb-4 last:pb-0">
          <span aria-hidden className="absolute top-5 bottom-0 left-[7px] w-px bg-line group-last:hidden" />
          <span className="mt-0.5 shrink-0 text-ink-2 [&_.lucide]:size-[15px]">{item.icon}</span>
          <div className="min-w-0 flex-1">
            <p className="min-w-0 break-words">{item.title}</p>
            <p className="flex items-baseline justify-between gap-3 text-ink-3 text-label">
              <span className="min-w-0 truncate">{item.by}</span>
              <span className="shrink-0">{item.at}</span>
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
