"use client";

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./cn";

/** A grey bar in the final size of what is loading; appears after 200 ms. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden className={cn("block h-3 animate-appear rounded-sm bg-hover", className)} />;
}

/** Rows of a table that is on its way. */
export function SkeletonRows({
  rows = 8,
  className,
}: {
  rows?: number | undefined;
  className?: string | undefined;
}) {
  const widths = ["w-2/3", "w-1/2", "w-3/5", "w-2/5"];
  return (
    <div role="status" aria-label="Loading" className={cn("animate-appear", className)}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div
          key={row}
          className="grid h-9 grid-cols-[2fr_2fr_1fr] items-center gap-6 border-line border-b px-4 last:border-b-0"
        >
          <Skeleton className={widths[row % 4]} />
          <Skeleton className={widths[(row + 1) % 4]} />
          <Skeleton className={cn("justify-self-end", widths[(row + 2) % 4])} />
        </div>
      ))}
    </div>
  );
}

export interface EmptyStateProps {
  /** What is missing: “No key matches “dispach””. */
  title: ReactNode;
  /** Why, or what the next step gives. */
  children?: ReactNode;
  /** The next step. */
  action?: ReactNode;
  className?: string | undefined;
}

/** Nothing here yet: the next step. */
export function EmptyState({ title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-start gap-1 px-4 py-6", className)}>
      <p className="font-medium text-ink">{title}</p>
      {children && <div className="max-w-[60ch] text-ink-2">{children}</div>}
      {action && <div className="flex flex-wrap gap-2 pt-2">{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  /** What failed: “Usage could not be read”. */
  title: ReactNode;
  /** What still works. */
  children: ReactNode;
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
  className?: string | undefined;
}

/** Something failed: what still works, the request's id, Try again. */
export function ErrorState({ title, children, requestId, onRetry, className }: ErrorStateProps) {
  return (
    <div role="alert" className={cn("flex flex-col items-start gap-1 px-4 py-6", className)}>
      <p className="flex items-center gap-2 font-medium text-ink">
        <TriangleAlert className="text-ink-2" />
        {title}
      </p>
      <div className="max-w-[60ch] text-ink-2">{children}</div>
      {requestId && <code className="text-ink-2 text-label">{requestId}</code>}
      {onRetry && (
        <div className="pt-2">
          <Button size="m" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
