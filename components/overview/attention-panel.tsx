"use client";

import {
  Ban,
  CalendarClock,
  CalendarSync,
  CircleDashed,
  Gauge,
  type LucideIcon,
  RefreshCw,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useCarry } from "@/components/shell/shell-context";
import { formatCount, formatShare } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import type { Concern, KeyConcern } from "@/lib/keys/attention";
import type { KeyCounts } from "@/lib/keys/list-keys";

const ICONS: Record<Concern["kind"], LucideIcon> = {
  denied: Ban,
  limited: Gauge,
  rotating: RefreshCw,
  rotation_due: CalendarSync,
  expiring: CalendarClock,
  unused: CircleDashed,
};

export interface AttentionPanelProps {
  slug: string;
  concerns: readonly KeyConcern[];
  counts: Pick<KeyCounts, "rotating" | "expiring" | "unused">;
}

/** Keys that want to be looked at, each with its reason; below, how many there are of each kind. */
export function AttentionPanel({ slug, concerns, counts }: AttentionPanelProps) {
  const carry = useCarry();
  return (
    <Panel title="Needs attention" flush footer={<More slug={slug} counts={counts} />}>
      {concerns.length === 0 ? (
        <EmptyState title="Nothing">
          No key expires within 30 days, is being rotated or due for it, is refused often or was never used.
        </EmptyState>
      ) : (
        <ul aria-label="Keys that need attention">
          {concerns.map(({ keyId, name, owner, concern }) => {
            const Icon = ICONS[concern.kind];
            return (
              <li
                key={`${keyId} ${concern.kind}`}
                className="relative flex gap-3 border-line border-b px-4 py-2 last:border-b-0 hover:bg-hover"
              >
                <Icon
                  aria-hidden
                  className={`mt-0.5 size-3.5 shrink-0 ${concern.kind === "unused" ? "text-ink-3" : concern.kind === "denied" ? "text-o-ended-t" : concern.kind === "rotating" ? "text-brass-mark" : "text-o-limited-t"}`}
                />
                <div className="min-w-0 flex-1">
                  <p className="flex min-w-0 items-baseline gap-2">
                    <Link
                      prefetch={false}
                      href={carry(`/${slug}/keys/${keyId}`)}
                      className="min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
                    >
                      {name}
                    </Link>
                    {owner && <span className="min-w-0 truncate text-ink-3 text-label">{owner}</span>}
                  </p>
                  <p className="text-ink-2">{words(concern)}</p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

function words(concern: Concern): ReactNode {
  switch (concern.kind) {
    case "denied":
      return (
        <>
          {formatCount(concern.count)} of {formatCount(concern.calls)} calls denied in 24 h, mostly{" "}
          <code className="text-[12px]">{concern.mostly}</code>
        </>
      );
    case "limited":
      return (
        <>
          Over a limit in {formatShare(concern.count, concern.calls)} of its calls in 24 h (
          {formatCount(concern.count)})
        </>
      );
    case "rotating":
      return (
        <>
          {concern.adopted === null
            ? "No call in 24 h"
            : `${formatShare(concern.adopted, 1, 0)} of calls use the new secret`}
          ; the old one retires <Time at={concern.retiresAt} as="relative" />
        </>
      );
    case "rotation_due":
      return (
        <>
          Rotation due <Time at={concern.dueAt} as="relative" className="text-o-limited-t" />
        </>
      );
    case "expiring":
      return (
        <>
          Expires <Time at={concern.expiresAt} as="relative" className="text-o-limited-t" />
        </>
      );
    case "unused":
      return (
        <>
          Never used; created <Time at={concern.createdAt} as="relative" />
        </>
      );
  }
}

const LISTS = [
  ["expiring", "expire within 30 d"],
  ["rotating", "rotating"],
  ["unused", "never used"],
] as const;

function More({ slug, counts }: Pick<AttentionPanelProps, "slug" | "counts">) {
  const carry = useCarry();
  return (
    <ul aria-label="All of a kind" className="flex flex-wrap gap-x-4 gap-y-1 text-label">
      {LISTS.map(([state, text]) => (
        <li key={state}>
          <Link prefetch={false} href={carry(`/${slug}/keys?state=${state}`)} className="link">
            {formatCount(counts[state])} {text}
          </Link>
        </li>
      ))}
    </ul>
  );
}
