import type { Metadata } from "next";
import { cookies } from "next/headers";
import { NotPermitted } from "@/components/overview/not-permitted";
import type { OverviewProps } from "@/components/overview/overview";
import { OverviewPage } from "@/components/overview/overview-page";
import type { QuickstartProps } from "@/components/quickstart/quickstart";
import { Page } from "@/components/shell/page";
import { knownZone, ZONE_COOKIE } from "@/components/ui/time-format";
import { readRange } from "@/components/usage/range";
import { loadOverviewParams } from "@/components/usage/usage-params";
import { listApis } from "@/lib/apis/list-apis";
import type { ApiView } from "@/lib/apis/schemas";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { keysNeedingAttention } from "@/lib/keys/attention";
import { countKeys, listKeys } from "@/lib/keys/list-keys";
import type { Ctx, Scope } from "@/lib/platform/context";
import { orRefusal, unlessRefused } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { exploreUsage } from "@/lib/usage/explore";
import { hasCalls } from "@/lib/usage/has-calls";
import { recentRequests } from "@/lib/usage/recent-requests";
import { createKeyAction, firstCallAction } from "../keys/actions";
import { sendVerificationAction } from "./actions";

export const metadata: Metadata = { title: "Overview" };

const DENIALS = 8;
const EVENTS = 8;
const ARRIVED = 4;

type Asked = Awaited<ReturnType<typeof loadOverviewParams>>;
type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function OverviewRoute({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await loadOverviewParams(searchParams);
  const { ctx } = await pageContext(slug);
  const may = (scope: Scope) => allows(ctx.scopes, scope);
  const crumbs = [{ label: "Overview" }];
  if (!may("usage:read") || !may("keys:read"))
    return (
      <Page crumbs={crumbs}>
        <NotPermitted title="Overview" needs={may("keys:read") ? "usage:read" : "keys:read"} />
      </Page>
    );
  const apis = (await listApis(ctx, { limit: 100 })).items.reverse();
  const called = await hasCalls(ctx, asked.env);
  const [first] = apis;
  const apiId = apis.find((api) => api.id === asked.api)?.id ?? first?.id;
  return (
    <Page crumbs={crumbs}>
      <OverviewPage
        shown={
          called
            ? { kind: "overview", overview: await readOverview(ctx, slug, asked) }
            : { kind: "quickstart", quickstart: await readQuickstart(ctx, slug, asked, apis) }
        }
        create={
          may("keys:create") && apiId
            ? {
                apis,
                apiId,
                environment: asked.env,
                slug,
                appUrl: ctx.rt.config.appUrl,
                create: createKeyAction.bind(null, slug),
                firstCall: firstCallAction.bind(null, slug),
              }
            : null
        }
      />
    </Page>
  );
});

async function readOverview(ctx: Ctx, slug: string, asked: Asked): Promise<OverviewProps> {
  const zone = knownZone((await cookies()).get(ZONE_COOKIE)?.value);
  const range = readRange(asked, zone, ctx.rt.now());
  const scope = { environment: asked.env, ...(asked.api ? { apiId: asked.api.slice(0, 64) } : {}) };
  // One after the other: an embedded database has one connection, and a page must not queue behind itself.
  const explored = await orRefusal(
    exploreUsage(ctx, {
      from: new Date(range.from),
      to: new Date(range.to),
      before: { from: new Date(range.before.from), to: new Date(range.before.to) },
      interval: range.interval,
      timeZone: zone,
      groupBy: "keyId",
      ...scope,
    }),
  );
  const counts = await countKeys(ctx, scope);
  const concerns = (await unlessRefused(keysNeedingAttention(ctx, scope))) ?? [];
  const unknown = asked.env === "live" && !asked.api;
  const denials = await unlessRefused(
    recentRequests(ctx, { ...scope, unknown, denied: true, limit: DENIALS }),
  );
  const events = allows(ctx.scopes, "audit:read") ? await listAuditEvents(ctx, { limit: EVENTS }) : null;
  return {
    slug,
    environment: asked.env,
    apiId: asked.api,
    range,
    explored,
    counts,
    concerns,
    denials: denials ?? [],
    events: events?.items ?? null,
    mayCreate: allows(ctx.scopes, "keys:create"),
  };
}

async function readQuickstart(
  ctx: Ctx,
  slug: string,
  asked: Asked,
  apis: readonly ApiView[],
): Promise<Omit<QuickstartProps, "held">> {
  const [{ items }, requests] = await Promise.all([
    listKeys(ctx, { environment: asked.env, state: "active", limit: 1 }),
    recentRequests(ctx, { environment: asked.env, unknown: true, limit: ARRIVED }),
  ]);
  return {
    slug,
    environment: asked.env,
    newest: items[0] ?? null,
    apis: apis.map(({ id, name }) => ({ id, name })),
    requests,
    appUrl: ctx.rt.config.appUrl,
    mayCreate: allows(ctx.scopes, "keys:create"),
    send: allows(ctx.scopes, "keys:verify") ? sendVerificationAction.bind(null, slug) : null,
  };
}
