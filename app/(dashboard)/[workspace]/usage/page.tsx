import type { Metadata } from "next";
import { cookies } from "next/headers";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { knownZone, ZONE_COOKIE } from "@/components/ui/time-format";
import { readRange } from "@/components/usage/range";
import { UsageExplorer } from "@/components/usage/usage-explorer";
import { loadUsageParams, type TableGroup, type UsageParams } from "@/components/usage/usage-params";
import { listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { getKey } from "@/lib/keys/get-key";
import { countKeys } from "@/lib/keys/list-keys";
import { foundOrNull } from "@/lib/platform/errors/found-or-null";
import { orRefusal } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { exploreUsage } from "@/lib/usage/explore";
import type { EXPLORE_GROUPS } from "@/lib/usage/explore-query";

export const metadata: Metadata = { title: "Usage" };

const GROUPS: Record<TableGroup, (typeof EXPLORE_GROUPS)[number]> = {
  outcome: "code",
  key: "keyId",
  api: "apiId",
  owner: "identityId",
};

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function UsagePage({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await loadUsageParams(searchParams);
  const { ctx } = await pageContext(slug);
  const crumbs = [{ label: "Usage" }];
  if (!allows(ctx.scopes, "usage:read") || !allows(ctx.scopes, "keys:read"))
    return (
      <Page crumbs={crumbs}>
        <NotPermitted title="Usage" needs="usage:read" />
      </Page>
    );
  const zone = knownZone(asked.tz ?? (await cookies()).get(ZONE_COOKIE)?.value);
  const now = ctx.rt.now();
  const range = readRange(asked, zone, now);
  const scope = { environment: asked.env, ...(asked.api ? { apiId: asked.api.slice(0, 64) } : {}) };
  // One after the other: an embedded database has one connection, and a page must not queue behind itself.
  const explored = await orRefusal(
    exploreUsage(ctx, {
      from: new Date(range.from),
      to: new Date(range.to),
      before: { from: new Date(range.before.from), to: new Date(range.before.to) },
      interval: range.interval,
      timeZone: zone,
      groupBy: GROUPS[asked.by],
      ...scope,
      ...filterOf(asked),
    }),
  );
  const counts = await countKeys(ctx, scope);
  const { items: apis } = await listApis(ctx, { limit: 100 });
  const picked = asked.key ? await foundOrNull(getKey(ctx, asked.key)) : null;
  return (
    <Page crumbs={crumbs}>
      <UsageExplorer
        slug={slug}
        params={{ ...asked, tz: asked.tz && zone }}
        range={range}
        explored={explored}
        activeKeys={counts.active}
        keyName={picked?.name ?? null}
        apis={apis.map(({ id, name }) => ({ id, name }))}
        tagsKeptDays={ctx.rt.config.usageEventsDays}
        now={now}
      />
    </Page>
  );
});

/** What an address may ask for; what is too long to be anyone's finds nothing rather than failing. */
function filterOf({ code, key, owner, tag }: UsageParams) {
  return {
    ...(code ? { code } : {}),
    ...(key ? { keyId: key.slice(0, 64) } : {}),
    ...(owner ? { externalId: owner.slice(0, 255) } : {}),
    ...(tag ? { tag: tag.slice(0, 128) } : {}),
  };
}
