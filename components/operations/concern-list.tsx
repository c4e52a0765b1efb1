import { CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { OperatorConcern } from "@/lib/runtime/operations/concerns";

const GUIDE = "/docs/guides/operations";

/** What is so, what follows from it, and where the guide says what to do. */
function words(concern: OperatorConcern): { title: string; text: ReactNode; anchor: string } {
  switch (concern.kind) {
    case "database_down":
      return {
        title: "The database does not answer",
        text: "Keys seen before verify for 10 minutes after their last look-up; unknown ones get 503.",
        anchor: "an-outage-of-the-database",
      };
    case "journal_refuses":
      return {
        title: "Verifications get 503",
        text: concern.onDisk
          ? "The usage journal is full: the database has been away for too long. It takes more once the database has taken some."
          : "The usage journal cannot write to its disk, and what cannot be counted is not answered. It is tried again each second.",
        anchor: "the-usage-journal",
      };
    case "journal_lost":
      return {
        title: `${formatPlural(concern.events, "usage event")} lost`,
        text: "They were answered and are not counted. The log says why and when.",
        anchor: "the-usage-journal",
      };
    case "journal_aside":
      return {
        title: `${formatPlural(concern.events, "usage event")} put aside`,
        text: (
          <>
            The database refused them as data, or a record was damaged. They lie in the journal's folder{" "}
            <code>aside</code>.
          </>
        ),
        anchor: "the-usage-journal",
      };
    case "journal_behind":
      return {
        title: `Usage is behind: ${formatPlural(concern.events, "event")} wait`,
        text: (
          <>
            The oldest is of <Time at={concern.oldestAt} as="seconds" />. Nothing is lost while they wait.
          </>
        ),
        anchor: "the-usage-journal",
      };
    case "limits_degraded":
      return {
        title: "Redis does not answer",
        text: (
          <>
            Each process counts limits for itself, and answers say <code>degraded</code>. It heals by itself.
          </>
        ),
        anchor: "redis",
      };
    case "limits_apart":
      return {
        title: "Each process counts limits for itself",
        text: `${concern.processes} processes let up to ${concern.processes} times as much through. Set REDIS_URL where limits must hold exactly.`,
        anchor: "processes",
      };
    case "channel_cut":
      return {
        title: `Changes of other nodes are not heard over ${concern.channel}`,
        text: "A revocation made elsewhere holds here within 10 seconds instead of one.",
        anchor: "changes",
      };
    case "processes_missing":
      return {
        title: `${concern.answering} of ${concern.wanted} processes answer`,
        text: "One that ended has a successor; one that is too busy to answer within a second is left out of these figures.",
        anchor: "processes",
      };
    case "proxy_unlisted":
      return {
        title: `${concern.peer} sends forwarded headers but isn't in TRUSTED_PROXIES`,
        text: (
          <>
            Last <Time at={concern.lastAt} as="relative" />. The headers are dropped. If this is your proxy,
            add it to <code>TRUSTED_PROXIES</code>: until then everyone behind it shares one address and its
            sign-in limit.
          </>
        ),
        anchor: "behind-a-proxy",
      };
    case "policies_late":
      return {
        title: "Policies have not been applied",
        text: concern.ranAt ? (
          <>
            Last <Time at={concern.ranAt} as="relative" />; they should be each minute. Rotations are neither
            finished nor extended.
          </>
        ) : (
          "Not once since the start; they should be each minute. Rotations are neither finished nor extended."
        ),
        anchor: "policies",
      };
    case "migrations_differ":
      return {
        title: `The database has ${concern.applied} migrations, this version brings ${concern.known}`,
        text:
          concern.applied > concern.known
            ? "A newer version has migrated it. Start that one."
            : "They are applied at the start. Look for its error in the log.",
        anchor: "migrations",
      };
  }
}

/** What an operator should look at, the worst first. */
export function ConcernList({ concerns }: { concerns: readonly OperatorConcern[] }) {
  if (concerns.length === 0)
    return (
      <p className="flex items-center gap-2 rounded-lg border border-line bg-surface px-4 py-3">
        <CircleCheck className="size-4 shrink-0 text-o-valid-t" />
        Everything works: nothing wants your attention.
      </p>
    );
  return (
    <Panel title="Wants your attention" flush>
      <ul>
        {concerns.map((concern) => {
          const { title, text, anchor } = words(concern);
          return (
            <li
              key={title}
              className="flex items-start gap-x-3 gap-y-1 border-line border-b px-4 py-3 last:border-b-0 narrow:flex-wrap"
            >
              <TriangleAlert className="mt-0.5 size-4 shrink-0 text-o-limited-t" />
              <div className="min-w-0 flex-1 narrow:basis-4/5">
                <p className="font-medium text-ink">{title}</p>
                <p className="max-w-[72ch] text-ink-2">{text}</p>
              </div>
              <Link
                href={`${GUIDE}#${anchor}`}
                prefetch={false}
                className="shrink-0 underline narrow:basis-full narrow:pl-7 decoration-line-2 underline-offset-2 hover:decoration-ink"
              >
                What to do<span className="sr-only"> about: {title}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
