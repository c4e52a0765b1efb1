import type { Metadata } from "next";
import { cookies } from "next/headers";
import { createLoader } from "nuqs/server";
import type { IdentityActions } from "@/components/identities/actions";
import { IdentityPage } from "@/components/identities/identity-page";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/states";
import { knownZone, ZONE_COOKIE } from "@/components/ui/time-format";
import { readRange } from "@/components/usage/range";
import { rangeParams } from "@/components/usage/usage-params";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { getIdentity } from "@/lib/identities/get-identity";
import type { IdentityView } from "@/lib/identities/schemas";
import { listKeys } from "@/lib/keys/list-keys";
import type { Ctx, Scope } from "@/lib/platform/context";
import { foundOrNull } from "@/lib/platform/errors/found-or-null";
import { orRefusal, unlessRefused } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { callsOfKeys } from "@/lib/usage/key-calls";
import { outcomesOfKey } from "@/lib/usage/key-outcomes";
import { limitsOfIdentity } from "@/lib/verify/limits-now";
import {
  changeCreditsAction,
  deleteIdentityAction,
  refillAction,
  stopCountingAction,
  updateIdentityAction,
} from "../actions";

export const metadata: Metadata = { title: "Identity" };

const loadRange = createLoader(rangeParams);
const KEYS = 50;
const EVENTS = 20;

type Props = {
  params: Promise<{ workspace: string; identityId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function IdentityRoute({ params, searchParams }: Props) {
  const { workspace: slug, identityId } = await params;
  const { ctx } = await pageContext(slug);
  const may = (scope: Scope) => allows(ctx.scopes, scope);
  const list = { label: "Identities", href: `/${slug}/identities` };
  if (!may("identities:read"))
    return (
      <Page crumbs={[list]} unscoped>
        <NotPermitted title="Identity" needs="identities:read" />
      </Page>
    );
  const view = await foundOrNull(getIdentity(ctx, identityId));
  if (!view)
    return (
      <Page crumbs={[list, { label: "Not found" }]} unscoped>
        <div className="mt-6 rounded-lg border border-line">
          <EmptyState title="There is no such identity">It may have been deleted.</EmptyState>
        </div>
      </Page>
    );
  const asked = await loadRange(searchParams);
  const [fills, keys, usage, events] = await Promise.all([
    limitsOfIdentity(ctx, view),
    may("keys:read") ? keysOf(ctx, view, may("usage:read")) : [],
    may("usage:read") ? orRefusal(readUsage(ctx, view, asked)) : null,
    may("audit:read") ? listAuditEvents(ctx, { targetId: view.id, limit: EVENTS }) : null,
  ]);
  return (
    <Page crumbs={[list, { label: view.externalId }]} unscoped>
      <IdentityPage
        slug={slug}
        view={view}
        fills={fills}
        keys={keys}
        usage={usage}
        events={events?.items ?? null}
        actions={actionsOf(slug, view.id)}
        may={{ update: may("identities:update"), remove: may("identities:delete") }}
      />
    </Page>
  );
});

async function keysOf(ctx: Ctx, view: IdentityView, withCalls: boolean) {
  const { items } = await listKeys(ctx, { externalId: view.externalId, limit: KEYS });
  const ids = items.map((key) => key.id);
  const calls = withCalls ? await unlessRefused(callsOfKeys(ctx, ids)) : null;
  return items.map((key) => ({ view: key, calls: calls?.get(key.id) ?? null }));
}

async function readUsage(ctx: Ctx, view: IdentityView, asked: Awaited<ReturnType<typeof loadRange>>) {
  const zone = knownZone((await cookies()).get(ZONE_COOKIE)?.value);
  const range = readRange(asked, zone, ctx.rt.now());
  const points = await outcomesOfKey(ctx, {
    externalId: view.externalId,
    from: new Date(range.from),
    to: new Date(range.to),
    interval: range.interval,
    timeZone: zone,
  });
  return { range, points };
}

function actionsOf(slug: string, id: string): IdentityActions {
  return {
    update: updateIdentityAction.bind(null, slug, id),
    remove: deleteIdentityAction.bind(null, slug, id),
    credits: {
      change: changeCreditsAction.bind(null, slug, id),
      refill: refillAction.bind(null, slug, id),
      stop: stopCountingAction.bind(null, slug, id),
    },
  };
}
