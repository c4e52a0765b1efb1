"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { formatCount, formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { useZone } from "@/components/ui/time";
import { formatClock, formatWeekday } from "@/components/ui/time-format";
import type { TimesLimited } from "@/lib/usage/key-outcomes";
import { EditLimits } from "./edit-access";
import type { EditProps } from "./edit-facts";
import { windowWords } from "./limit-words";

export interface LimitsPanelProps extends Omit<EditProps, "open" | "onClose"> {
  /** Null where the person may not see usage. */
  limited: TimesLimited | null;
  mayUpdate: boolean;
}

/** A key's limits, and how often they held it back. What is left of a window only the limiter knows. */
export function LimitsPanel({ limited, mayUpdate, ...edit }: LimitsPanelProps) {
  const [asked, setAsked] = useState({ open: false, turn: 0 });
  const { ratelimits } = edit.view;
  return (
    <Panel
      title="Limits"
      actions={
        mayUpdate && (
          <Button
            size="m"
            variant="ghost"
            aria-label="Edit limits"
            onClick={() => setAsked(({ turn }) => ({ open: true, turn: turn + 1 }))}
          >
            Edit
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-2">
        {ratelimits.length === 0 && <p className="text-ink-2">No limit.</p>}
        {ratelimits.map((limit) => (
          <p key={limit.name} className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 text-ink-2">
              <code className="break-all font-medium text-ink">{limit.name}</code>{" "}
              {windowWords(limit.windowMs)}
              {!limit.autoApply && <span className="text-ink-3">, where a call asks for it</span>}
            </span>
            <span className="shrink-0 font-medium">{formatCount(limit.limit)}</span>
          </p>
        ))}
        {limited && (ratelimits.length > 0 || limited.count > 0) && <LimitedNote limited={limited} />}
      </div>
      <EditLimits
        key={asked.turn}
        {...edit}
        open={asked.open}
        onClose={() => setAsked(({ turn }) => ({ open: false, turn }))}
      />
    </Panel>
  );
}

/** “Limited 1,635 times in 7 days, most on Sun 22 Nov at 06:00.” */
function LimitedNote({ limited }: { limited: TimesLimited }) {
  const zone = useZone();
  if (limited.count === 0 || !limited.mostAt)
    return <p className="text-ink-3 text-label">Never over a limit in 7 days.</p>;
  const at = Date.parse(limited.mostAt);
  return (
    <p className="text-ink-3 text-label">
      Limited {formatPlural(limited.count, "time")} in 7 days, most on {formatWeekday(at, zone, true)} at{" "}
      {formatClock(at, zone)}.
    </p>
  );
}
