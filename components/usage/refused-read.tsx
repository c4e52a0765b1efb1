import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/states";

/** In the place of figures that are too much to read, or not to be read just now. */
export function RefusedRead({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="rounded-lg border border-line">
      <EmptyState title="Usage is not shown">{children}</EmptyState>
    </div>
  );
}
