import type { Metadata } from "next";
import { Limits } from "@/components/limits/limits";
import { limitsQuery, loadLimitsParams } from "@/components/limits/limits-params";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { orRefusal } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { beingLimited } from "@/lib/ratelimit/being-limited";
import { listOverrides } from "@/lib/ratelimit/list-overrides";
import { deleteOverrideAction, setOverrideAction } from "./actions";

export const metadata: Metadata = { title: "Limits" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function LimitsPage({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await loadLimitsParams(searchParams);
  const { ctx } = await pageContext(slug);
  const crumbs = [{ label: "Limits" }];
  const needed = (["usage:read", "ratelimits:read"] as const).find((scope) => !allows(ctx.scopes, scope));
  if (needed)
    return (
      <Page crumbs={crumbs}>
        <NotPermitted title="Limits" needs={needed} />
      </Page>
    );
  // One after the other: an embedded database has one connection, and a page must not queue behind itself.
  const limited = await orRefusal(
    beingLimited(ctx, {
      range: asked.range,
      environment: asked.env,
      ...(asked.api ? { apiId: asked.api.slice(0, 64) } : {}),
    }),
  );
  const overrides = await listOverrides(ctx, asked.cursor ? { cursor: asked.cursor } : {});
  const at = (cursor: string | null) => `/${slug}/limits${limitsQuery({ ...asked, cursor })}`;
  return (
    <Page crumbs={crumbs}>
      <Limits
        slug={slug}
        params={asked}
        limited={limited}
        overrides={overrides.items}
        actions={{ set: setOverrideAction.bind(null, slug), remove: deleteOverrideAction.bind(null, slug) }}
        mayUpdate={allows(ctx.scopes, "ratelimits:update")}
        appUrl={ctx.rt.config.appUrl}
        nextHref={overrides.nextCursor ? at(overrides.nextCursor) : undefined}
        firstHref={asked.cursor ? at(null) : undefined}
      />
    </Page>
  );
});
