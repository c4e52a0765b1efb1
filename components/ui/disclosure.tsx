import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

/** A question that opens: “`401` The root key is missing”. */
export function Disclosure({
  title,
  open,
  children,
}: {
  title: ReactNode;
  open?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <details open={open} className="group border-line border-b last:border-b-0">
      <summary className="flex min-h-10 items-center gap-2 px-4 py-2 transition-colors hover:bg-hover focus-visible:-outline-offset-2">
        <span className="min-w-0 flex-1 text-ink-2 [&_code]:mr-1.5 [&_code]:text-ink">{title}</span>
        <ChevronDown className="shrink-0 text-ink-2 transition-transform group-open:rotate-180" />
      </summary>
      <div className="px-4 pb-3 text-ink-2">{children}</div>
    </details>
  );
}
