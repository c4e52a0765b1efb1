"use client";

import { Ban, CalendarX2, CirclePause } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useClock } from "./time";
import { formatSpan } from "./time-format";

export type KeyStateName = "active" | "disabled" | "expired" | "revoked";

const ended = {
  disabled: { icon: CirclePause, label: "Disabled" },
  expired: { icon: CalendarX2, label: "Expired" },
  revoked: { icon: Ban, label: "Revoked" },
};

/** A key's state: a dot while active, its family's icon once ended; `note` is a date or the like. */
export function KeyState({
  state,
  note,
  className,
}: {
  state: KeyStateName;
  note?: ReactNode;
  className?: string | undefined;
}) {
  const end = state === "active" ? null : ended[state];
  return (
    <span className={cn("inline-flex items-center gap-2 whitespace-nowrap", className)}>
      {end ? (
        <end.icon className="size-3.5 shrink-0 text-o-ended-t" />
      ) : (
        <span aria-hidden className="mx-[3px] size-2 shrink-0 rounded-full bg-o-valid" />
      )}
      {end ? end.label : "Active"}
      {note && <span className="text-ink-3">{note}</span>}
    </span>
  );
}

const DAY_MS = 86_400_000;

/** A rotation under way: “retiring in 6 d”, orange within a day. */
export function RotationChip({
  retiresAt,
  className,
}: {
  retiresAt: string;
  className?: string | undefined;
}) {
  const at = Date.parse(retiresAt);
  const text = useClock((now) => (at > now ? `retiring in ${formatSpan(at - now)}` : "retired"));
  const soon = useClock((now) => at - now < DAY_MS);
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-sm border px-1.5 font-medium text-[12px] leading-none",
        soon ? "border-transparent bg-o-limited-s text-o-limited-t" : "border-line-2 bg-surface text-ink-2",
        className,
      )}
    >
      <svg aria-hidden viewBox="0 0 11 9" width="11" height="9" className="shrink-0">
        <rect x="0" y="0.5" width="6.5" height="3" rx="0.75" className="fill-retiring" />
        <rect x="4.5" y="5.5" width="6.5" height="3" rx="0.75" className="fill-brass-mark" />
      </svg>
      {text}
    </span>
  );
}

/** Which of a key's two secrets: brass for the new, graphite for the old. */
export function SecretMark({ which, children }: { which: "new" | "old"; children?: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        aria-hidden
        className={cn("size-2.5 shrink-0 rounded-[2px]", which === "new" ? "bg-brass-mark" : "bg-retiring")}
      />
      {children ?? which}
    </span>
  );
}

/** A secret as it may be shown: start, ellipsis, last four. */
export function SecretStart({
  start,
  last4,
  className,
}: {
  start: string;
  last4?: string | null | undefined;
  className?: string | undefined;
}) {
  return (
    <code className={cn("whitespace-nowrap", className)}>
      {start}…{last4}
    </code>
  );
}
