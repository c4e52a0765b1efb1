"use client";

import { useRouter } from "next/navigation";
import { CreditsPanel } from "@/components/credits/credits-panel";
import { EditButton } from "@/components/forms/edit-button";
import { CallsPanel } from "@/components/keys/calls-panel";
import { ChangeTimeline } from "@/components/keys/change-timeline";
import { LimitMeter } from "@/components/limits/limit-meter";
import { Columns, PageHeader } from "@/components/shell/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { Time, ZoneNote } from "@/components/ui/time";
import type { UsageRange } from "@/components/usage/range";
import { RefusedRead } from "@/components/usage/refused-read";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import type { IdentityView } from "@/lib/identities/schemas";
import type { Read } from "@/lib/platform/errors/refused-read";
import type { CodePoint } from "@/lib/usage/explore-query";
import type { LimitFill } from "@/lib/verify/limits-now";
import type { IdentityActions } from "./actions";
import { EditIdentityLimits, EditMetadata } from "./edit-identity";
import { IdentityKeys, type OwnedKey } from "./identity-keys";

export interface IdentityPageProps {
  slug: string;
  view: IdentityView;
  /** What is taken now of the limits that its keys share. */
  fills: readonly LimitFill[];
  keys: readonly OwnedKey[];
  /** Null where the person may not see usage. */
  usage: Read<{ range: UsageRange; points: readonly CodePoint[] }> | null;
  /** Null where the person may not see the audit log. */
  events: readonly AuditEventView[] | null;
  actions: IdentityActions;
  may: { update: boolean; remove: boolean };
}

/** All of one consumer: its keys, what they use, and what they share; never older than a few seconds. */
export function IdentityPage({ slug, view, fills, keys, usage, events, actions, may }: IdentityPageProps) {
  const router = useRouter();
  useLiveRefresh(true);
  const onChanged = () => router.refresh();
  const edit = { view, update: actions.update, onChanged, may: may.update };
  const allKeys = `/${slug}/keys?q=${encodeURIComponent(view.externalId)}`;
  return (
    <>
      <PageHeader
        title={view.externalId}
        facts={
          <>
            <code>{view.id}</code>
            <span>
              <b>{formatPlural(view.usedBy.keys, "key")}</b>
            </span>
            <span>
              Since <Time at={view.createdAt} as="date" />
            </span>
          </>
        }
        actions={may.remove && <Remove slug={slug} view={view} remove={actions.remove} />}
      />
      <Columns
        main={
          <>
            {usage && "found" in usage && <CallsPanel {...usage.found} />}
            {usage && "refused" in usage && <RefusedRead>{usage.refused}</RefusedRead>}
            <Panel
              title="Keys"
              flush
              actions={
                keys.length > 0 && (
                  <ButtonLink size="m" variant="ghost" href={allKeys}>
                    Show in the list
                  </ButtonLink>
                )
              }
            >
              {keys.length > 0 ? (
                <IdentityKeys slug={slug} keys={keys} />
              ) : (
                <EmptyState title="No key yet">
                  A key belongs to it once it is created with the owner <code>{view.externalId}</code>.
                </EmptyState>
              )}
            </Panel>
          </>
        }
        aside={
          <>
            <Limits {...edit} fills={fills} />
            <CreditsPanel
              credits={view.credits}
              without="Its keys spend only what they have themselves."
              spentBy="all of its keys that have no credits of their own"
              mayUpdate={may.update}
              actions={actions.credits}
              onChanged={onChanged}
            />
            <Metadata {...edit} />
            {events && <ChangeTimeline events={events} />}
            <ZoneNote />
          </>
        }
      />
    </>
  );
}

interface PartProps {
  view: IdentityView;
  update: IdentityActions["update"];
  onChanged: () => void;
  may: boolean;
}

/** For whom a limit is counted, and which calls take from it. */
function noteOf({ perKey, autoApply }: IdentityView["ratelimits"][number]): string {
  const whom = perKey ? "For each key, in place of the API's" : "Once for all of its keys";
  return autoApply ? `${whom}.` : `${whom}; where a call asks for it.`;
}

function Limits({ view, fills, update, onChanged, may }: PartProps & { fills: readonly LimitFill[] }) {
  return (
    <Panel
      title="Limits"
      actions={
        may && (
          <EditButton name="Edit limits">
            {(dialog) => <EditIdentityLimits view={view} update={update} onChanged={onChanged} {...dialog} />}
          </EditButton>
        )
      }
    >
      {view.ratelimits.length === 0 ? (
        <p className="text-ink-2">None of its own: those of its keys and their API hold.</p>
      ) : (
        <ul className="flex flex-col gap-2.5">
          {view.ratelimits.map((limit) => (
            <LimitMeter
              key={limit.name}
              limit={limit}
              used={fills.find((fill) => fill.name === limit.name)?.used ?? null}
              note={noteOf(limit)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Metadata({ view, update, onChanged, may }: PartProps) {
  const empty = Object.keys(view.metadata).length === 0;
  return (
    <Panel
      title="Metadata"
      actions={
        may && (
          <EditButton name="Edit metadata">
            {(dialog) => <EditMetadata view={view} update={update} onChanged={onChanged} {...dialog} />}
          </EditButton>
        )
      }
    >
      {empty ? (
        <p className="text-ink-2">None. What is written here comes with each verify answer.</p>
      ) : (
        <pre className="overflow-x-auto whitespace-pre-wrap break-words font-mono text-label">
          {JSON.stringify(view.metadata, null, 2)}
        </pre>
      )}
    </Panel>
  );
}

function Remove({
  slug,
  view,
  remove,
}: {
  slug: string;
  view: IdentityView;
  remove: IdentityActions["remove"];
}) {
  const router = useRouter();
  const { keys } = view.usedBy;
  return (
    <ConfirmDialog
      trigger={<Button variant="danger">Delete</Button>}
      title={`Delete ${view.externalId}?`}
      consequence={
        keys > 0 ? (
          <>
            <strong>
              {formatPlural(keys, "key")} still {keys === 1 ? "belongs" : "belong"} to it.
            </strong>{" "}
            Revoke {keys === 1 ? "it" : "them"} first, or give {keys === 1 ? "it" : "them"} another owner.
          </>
        ) : (
          "Its limits, credits and metadata go. Its revoked keys lose their owner; usage and the audit log stay."
        )
      }
      confirm="Delete identity"
      onConfirm={async () => {
        const result = await remove();
        if (!result.ok) return result.problem.detail;
        router.push(`/${slug}/identities`);
        return undefined;
      }}
    />
  );
}
