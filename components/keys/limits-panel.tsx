"use client";

import { EditButton } from "@/components/forms/edit-button";
import { LimitMeter } from "@/components/limits/limit-meter";
import { formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { useZone } from "@/components/ui/time";
import { formatClock, formatWeekday } from "@/components/ui/time-format";
import type { KeyView } from "@/lib/keys/schemas";
import type { TimesLimited } from "@/lib/usage/key-outcomes";
import type { LimitFill } from "@/lib/verify/limits-now";
import { EditLimits } from "./edit-access";
import type { EditProps } from "./edit-facts";

export interface LimitsPanelProps extends Omit<EditProps, "open" | "onClose"> {
  /** Null where the person may not see usage. */
  limited: TimesLimited | null;
  /** Null where the limiter's view of the key cannot be had. */
  fills: readonly LimitFill[] | null;
  mayUpdate: boolean;
}

type Shown = Omit<LimitFill, "used"> & { used: number | null };

/** Where a limit comes from that is not the key's own, and which calls take from it. */
function noteOf({ name, scope, autoApply }: Shown, view: KeyView): string | undefined {
  const own = scope === "key" && view.ratelimits.some((limit) => limit.name === name);
  const parts = [
    scope === "identity" && `shared by all keys of ${view.externalId ?? "its owner"}`,
    scope === "key" && !own && "from its API or owner",
    !autoApply && "where a call asks for it",
  ].filter((part) => part !== false);
  const text = parts.join("; ");
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : undefined;
}

/** All limits that hold for a key with what is taken of each now, and how often they held it back. */
export function LimitsPanel({ limited, fills, mayUpdate, ...edit }: LimitsPanelProps) {
  const held: readonly Shown[] =
    fills ?? edit.view.ratelimits.map((limit) => ({ ...limit, scope: "key", used: null }));
  return (
    <Panel
      title="Limits"
      actions={
        mayUpdate && (
          <EditButton name="Edit limits">{(dialog) => <EditLimits {...edit} {...dialog} />}</EditButton>
        )
      }
    >
      <div className="flex flex-col gap-2.5">
        {held.length === 0 ? (
          <p className="text-ink-2">No limit.</p>
        ) : (
          <ul className="flex flex-col gap-2.5">
            {held.map((each) => (
              <LimitMeter
                key={`${each.scope} ${each.name}`}
                limit={each}
                used={each.used}
                note={noteOf(each, edit.view)}
              />
            ))}
          </ul>
        )}
        {limited && (held.length > 0 || limited.count > 0) && <LimitedNote limited={limited} />}
      </div>
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
