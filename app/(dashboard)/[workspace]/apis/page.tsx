import type { Metadata } from "next";
import { Apis } from "@/components/apis/apis";
import { Page } from "@/components/shell/page";
import { countKeysByApi, listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { MOST_COUNTED } from "@/lib/keys/list-keys";
import { allows } from "@/lib/platform/permission";
import { createApiAction, deleteApiAction, updateApiAction } from "./actions";

export const metadata: Metadata = { title: "APIs" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<{ cursor?: string | string[] }>;
};

export default page(async function ApisPage({ params, searchParams }: Props) {
  const [{ workspace: slug }, { cursor }] = await Promise.all([params, searchParams]);
  const { ctx } = await pageContext(slug);
  const { items, nextCursor } = await listApis(ctx, typeof cursor === "string" ? { cursor } : {});
  const ids = items.map((api) => api.id);
  const counts = await countKeysByApi(ctx, ids);
  return (
    <Page crumbs={[{ label: "APIs" }]} unscoped>
      <Apis
        slug={slug}
        apis={items.map((api) => ({ ...api, keys: counts.get(api.id) ?? 0 }))}
        mostCounted={MOST_COUNTED}
        actions={{
          create: createApiAction.bind(null, slug),
          update: updateApiAction.bind(null, slug),
          remove: deleteApiAction.bind(null, slug),
        }}
        may={{
          create: allows(ctx.scopes, "apis:create"),
          update: allows(ctx.scopes, "apis:update"),
          remove: allows(ctx.scopes, "apis:delete"),
        }}
        nextHref={nextCursor ? `/${slug}/apis?cursor=${nextCursor}` : undefined}
        firstHref={cursor ? `/${slug}/apis` : undefined}
      />
    </Page>
  );
});
