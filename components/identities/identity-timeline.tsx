import { Coins, Pencil, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { creditsWords } from "@/components/credits/credits-words";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { AuditEventView } from "@/lib/audit/list-audit-events";

const FIELDS: Record<string, string> = { metadata: "Metadata", ratelimits: "Limits", credits: "Credits" };

function said(event: AuditEventView): { icon: ReactNode; title: string } {
  if (event.action.includes(".credits_")) return { icon: <Coins />, title: creditsWords(event) };
  if (event.action === "identity.created") return { icon: <Plus />, title: "Created" };
  if (event.action === "identity.deleted") return { icon: <Trash2 />, title: "Deleted" };
  const fields = Object.keys(event.after ?? {}).map((field) => FIELDS[field] ?? field);
  return { icon: <Pencil />, title: `${fields.join(", ")} changed` };
}

/** What was done to an identity, by whom; from the audit log. */
export function IdentityTimeline({ events }: { events: readonly AuditEventView[] }) {
  return (
    <Panel title="Timeline">
      <Timeline
        items={events.map((event) => ({
          id: event.id,
          ...said(event),
          by: event.actor.name,
          at: <Time at={event.at} as="moment" />,
        }))}
      />
    </Panel>
  );
}
