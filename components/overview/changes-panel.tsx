import Link from "next/link";
import { actionIcon, actionWords, targetHref } from "@/components/audit/words";
import { useCarry } from "@/components/shell/shell-context";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { Timeline } from "@/components/ui/timeline";
import type { AuditEventView } from "@/lib/audit/list-audit-events";

/** What was changed of late, by whom; the audit log has all of it. */
export function ChangesPanel({ slug, events }: { slug: string; events: readonly AuditEventView[] }) {
  const carry = useCarry();
  const items = events.map((event) => {
    const Icon = actionIcon(event.action);
    const href = targetHref(slug, event.target);
    return {
      id: event.id,
      icon: <Icon />,
      title: (
        <>
          {actionWords(event.action)}:{" "}
          {href ? (
            <Link prefetch={false} href={carry(href)} className="rounded-sm font-medium hover:underline">
              {event.target.name}
            </Link>
          ) : (
            <span className="font-medium">{event.target.name}</span>
          )}
        </>
      ),
      by: event.actor.name,
      at: <Time at={event.at} as="relative" />,
    };
  });
  return (
    <Panel
      title="Recent changes"
      footer={
        <Link prefetch={false} href={`/${slug}/audit-log`} className="link text-label">
          Audit log
        </Link>
      }
    >
      <Timeline items={items} />
    </Panel>
  );
}
