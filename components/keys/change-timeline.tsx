import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import { happenings } from "./timeline-words";

/** What was done to a key or an identity, by whom; from the audit log. */
export function ChangeTimeline({ events }: { events: readonly AuditEventView[] }) {
  const items = events.flatMap((event) =>
    happenings(event).map(({ icon: Icon, title }, place) => ({
      id: `${event.id}-${place}`,
      icon: <Icon />,
      title,
      by: event.actor.name,
      at: <Time at={event.at} as="moment" />,
    })),
  );
  return (
    <Panel title="Timeline">
      <Timeline items={items} />
    </Panel>
  );
}
