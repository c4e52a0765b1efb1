"use client";

import { useRouter } from "next/navigation";
import { CreditsPanel } from "@/components/credits/credits-panel";
import { RotateDialog } from "@/components/rotation/rotate-dialog";
import { RotationPanel } from "@/components/rotation/rotation-panel";
import { Columns } from "@/components/shell/page";
import { ZoneNote } from "@/components/ui/time";
import type { UsageRange } from "@/components/usage/range";
import { RefusedRead } from "@/components/usage/refused-read";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { ApiView } from "@/lib/apis/schemas";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import type { KeyView } from "@/lib/keys/schemas";
import type { Read } from "@/lib/platform/errors/refused-read";
import type { Adoption } from "@/lib/rotation/adoption";
import type { CodePoint } from "@/lib/usage/explore-query";
import type { TimesLimited } from "@/lib/usage/key-outcomes";
import type { RequestView } from "@/lib/usage/recent-requests";
import type { LimitFill } from "@/lib/verify/limits-now";
import { AccessPanel } from "./access-panel";
import type { KeyActions, KeyMay } from "./actions";
import { CallsPanel } from "./calls-panel";
import { ChangeTimeline } from "./change-timeline";
import { CodePanel } from "./code-panel";
import { hourWords } from "./edit-facts";
import type { Lifetimes } from "./expiry";
import { KeyHead } from "./key-head";
import { LimitsPanel } from "./limits-panel";
import { MetadataPanel } from "./metadata-panel";
import { RequestsPanel } from "./requests-panel";

/** What the page knows of a key's calls; null where the person may not see usage. */
export interface KeyUsage {
  range: UsageRange;
  points: readonly CodePoint[];
  requests: readonly RequestView[];
  callsLastHour: number;
  limited: TimesLimited;
}

export interface KeyPageProps {
  view: KeyView;
  api: Pick<ApiView, "name" | "permissions"> & Lifetimes;
  /** The workspace's roles, to be chosen from. */
  roles: readonly string[];
  /** It has a permission that is marked administrative. */
  administrative: boolean;
  usage: Read<KeyUsage> | null;
  /** Its limits with what is taken of them now; null where that cannot be had. */
  fills: readonly LimitFill[] | null;
  /** Set while a rotation is under way. */
  adoption: Adoption | null;
  /** Null where the person may not see the audit log. */
  events: readonly AuditEventView[] | null;
  now: string;
  appUrl: string;
  actions: KeyActions;
  may: KeyMay;
}

/** All of one key; what is on the screen is never older than a few seconds. */
export function KeyPage({
  view,
  api,
  roles,
  administrative,
  usage,
  fills,
  adoption,
  events,
  now,
  appUrl,
  actions,
  may,
}: KeyPageProps) {
  const router = useRouter();
  useLiveRefresh(true);
  const onChanged = () => router.refresh();
  const calls = usage && "found" in usage ? usage.found : null;
  const callsLastHour = calls?.callsLastHour ?? null;
  const mayUpdate = may.update && view.state !== "revoked";
  const edit = { view, update: actions.update, read: actions.read, onChanged, callsLastHour, mayUpdate };
  return (
    <>
      <KeyHead
        administrative={administrative}
        view={view}
        api={api}
        callsLastHour={callsLastHour}
        actions={actions}
        may={may}
        onChanged={onChanged}
      />
      <Columns
        main={
          <>
            {adoption && view.state !== "revoked" && (
              <RotationPanel
                view={view}
                adoption={adoption}
                now={now}
                actions={may.rotate ? actions : undefined}
                onChanged={onChanged}
              />
            )}
            {usage && "refused" in usage && <RefusedRead>{usage.refused}</RefusedRead>}
            {calls && (
              <>
                <CallsPanel range={calls.range} points={calls.points} />
                <RequestsPanel view={view} requests={calls.requests} />
              </>
            )}
            <CodePanel view={view} appUrl={appUrl} />
          </>
        }
        aside={
          <>
            <LimitsPanel {...edit} limited={calls?.limited ?? null} fills={fills} />
            <CreditsPanel
              credits={view.credits}
              without={
                view.externalId
                  ? `Its calls spend what ${view.externalId} shares, where that is counted.`
                  : "Its calls spend nothing."
              }
              spentBy="this key alone"
              used={hourWords(callsLastHour)}
              mayUpdate={mayUpdate}
              actions={actions.credits}
              onChanged={onChanged}
            />
            <AccessPanel {...edit} apiName={api.name} offered={api.permissions} roles={roles} />
            <MetadataPanel {...edit} />
            {events && <ChangeTimeline events={events} />}
          </>
        }
      />
      <ZoneNote className="pt-4" />
      {may.rotate && (
        <RotateDialog
          view={view}
          apiName={api.name}
          appUrl={appUrl}
          callsLastHour={callsLastHour}
          actions={actions}
          onRotated={onChanged}
        />
      )}
    </>
  );
}
