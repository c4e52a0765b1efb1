import type { Metadata } from "next";
import { cookies } from "next/headers";
import { createLoader } from "nuqs/server";
import type { KeyActions } from "@/components/keys/actions";
import { KeyPage, type KeyUsage } from "@/components/keys/key-page";
import { MissingKey } from "@/components/keys/missing-key";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { knownZone, ZONE_COOKIE } from "@/components/ui/time-format";
import { readRange } from "@/components/usage/range";
import { rangeParams } from "@/components/usage/usage-params";
import { apiOfKey } from "@/lib/apis/api-of-key";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { getKey } from "@/lib/keys/get-key";
import { administrativeKeys } from "@/lib/permissions/administrative";
import type { Ctx, Scope } from "@/lib/platform/context";
import { foundOrNull } from "@/lib/platform/errors/found-or-null";
import { orRefusal, unlessRefused } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { listRoles } from "@/lib/roles/list-roles";
import { adoption } from "@/lib/rotation/adoption";
import { callsInLastHour } from "@/lib/usage/key-calls";
import { outcomesOfKey, timesLimited } from "@/lib/usage/key-outcomes";
import { recentRequests } from "@/lib/usage/recent-requests";
import { limitsOfKey } from "@/lib/verify/limits-now";
import {
  cancelRotationAction,
  changeKeyCreditsAction,
  completeRotationAction,
  extendRotationAction,
  firstCallAction,
  readKeyAction,
  refillKeyAction,
  revokeKeyAction,
  rotateKeyAction,
  stopCountingKeyAction,
  updateKeyAction,
} from "../actions";

const loadRange = createLoader(rangeParams);
const REQUESTS = 12;
const EVENTS = 20;

type Props = {
  params: Promise<{ workspace: string; keyId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export const generateMetadata = page(async ({ params }: Props): Promise<Metadata> => {
  const { workspace: slug, keyId } = await params;
  const { ctx } = await pageContext(slug);
  if (!allows(ctx.scopes, "keys:read")) return { title: "Key" };
  return { title: (await foundOrNull(getKey(ctx, keyId)))?.name ?? "No such key" };
});

export default page(async function KeyRoute({ params, searchParams }: Props) {
  const { workspace: slug, keyId } = await params;
  const { ctx } = await pageContext(slug);
  const may = (scope: Scope) => allows(ctx.scopes, scope);
  const listHref = `/${slug}/keys`;
  if (!may("keys:read"))
    return (
      <Page crumbs={[{ label: "Keys", href: listHref }, { label: "Key" }]}>
        <NotPermitted title="Key" needs="keys:read" />
      </Page>
    );
  const view = await foundOrNull(getKey(ctx, keyId));
  if (!view)
    return (
      <Page crumbs={[{ label: "Keys", href: listHref }, { label: "Not found" }]} unscoped>
        <MissingKey />
      </Page>
    );
  const [api, usage, fills, events, roles, marked] = await Promise.all([
    apiOfKey(ctx, view.apiId),
    may("usage:read") ? orRefusal(readUsage(ctx, keyId, await loadRange(searchParams))) : null,
    limitsOfKey(ctx, keyId),
    may("audit:read") ? listAuditEvents(ctx, { targetId: keyId, limit: EVENTS }) : null,
    may("roles:read") ? listRoles(ctx, { limit: 100 }) : null,
    administrativeKeys(ctx, [view]),
  ]);
  return (
    <Page
      crumbs={[{ label: "Keys", href: listHref }, { label: view.name }]}
      fixed={{ apiId: view.apiId, environment: view.environment, listHref }}
    >
      <KeyPage
        view={view}
        api={api}
        roles={roles?.items.map((role) => role.name) ?? []}
        administrative={marked.has(keyId)}
        usage={usage}
        fills={fills}
        adoption={view.rotation ? await unlessRefused(adoption(ctx, keyId)) : null}
        events={events?.items ?? null}
        now={new Date(ctx.rt.now()).toISOString()}
        appUrl={ctx.rt.config.appUrl}
        actions={actionsOf(slug, keyId)}
        may={{
          create: may("keys:create"),
          update: may("keys:update"),
          rotate: may("keys:rotate"),
          revoke: may("keys:revoke"),
        }}
      />
    </Page>
  );
});

async function readUsage(
  ctx: Ctx,
  keyId: string,
  asked: Awaited<ReturnType<typeof loadRange>>,
): Promise<KeyUsage> {
  const zone = knownZone((await cookies()).get(ZONE_COOKIE)?.value);
  const range = readRange(asked, zone, ctx.rt.now());
  const [points, requests, callsLastHour, limited] = await Promise.all([
    outcomesOfKey(ctx, {
      keyId,
      from: new Date(range.from),
      to: new Date(range.to),
      interval: range.interval,
      timeZone: zone,
    }),
    recentRequests(ctx, { keyId, limit: REQUESTS }),
    callsInLastHour(ctx, keyId),
    timesLimited(ctx, keyId),
  ]);
  return { range, points, requests, callsLastHour, limited };
}

function actionsOf(slug: string, keyId: string): KeyActions {
  return {
    update: updateKeyAction.bind(null, slug, keyId),
    read: readKeyAction.bind(null, slug, keyId),
    credits: {
      change: changeKeyCreditsAction.bind(null, slug, keyId),
      refill: refillKeyAction.bind(null, slug, keyId),
      stop: stopCountingKeyAction.bind(null, slug, keyId),
    },
    revoke: revokeKeyAction.bind(null, slug, keyId),
    rotate: rotateKeyAction.bind(null, slug, keyId),
    complete: completeRotationAction.bind(null, slug, keyId),
    cancel: cancelRotationAction.bind(null, slug, keyId),
    extend: extendRotationAction.bind(null, slug, keyId),
    firstCall: firstCallAction.bind(null, slug),
  };
}
