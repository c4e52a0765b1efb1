import type { Metadata } from "next";
import { NotPermitted } from "@/components/overview/not-permitted";
import { RootKeys } from "@/components/root-keys/root-keys";
import { Page } from "@/components/shell/page";
import { listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { SCOPES } from "@/lib/platform/context";
import { allows } from "@/lib/platform/permission";
import { listRootKeys } from "@/lib/root-keys/list-root-keys";
import {
  cancelRotationAction,
  completeRotationAction,
  createRootKeyAction,
  extendRotationAction,
  revokeRootKeyAction,
  rotateRootKeyAction,
  setRootKeyEnabledAction,
  shutOutAction,
  updateRootKeyAction,
} from "./actions";

export const metadata: Metadata = { title: "Root keys" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<{ cursor?: string | string[] }>;
};

export default page(async function RootKeysPage({ params, searchParams }: Props) {
  const [{ workspace: slug }, { cursor }] = await Promise.all([params, searchParams]);
  const { ctx } = await pageContext(slug);
  const may = (scope: (typeof SCOPES)[number]) => allows(ctx.scopes, scope);
  if (!may("root-keys:read"))
    return (
      <Page crumbs={[{ label: "Root keys" }]} unscoped>
        <NotPermitted title="Root keys" needs="root-keys:read" />
      </Page>
    );
  const [{ items, nextCursor }, { items: apis }] = await Promise.all([
    listRootKeys(ctx, typeof cursor === "string" ? { cursor } : {}),
    listApis(ctx, { limit: 100 }),
  ]);
  return (
    <Page crumbs={[{ label: "Root keys" }]} unscoped>
      <RootKeys
        rootKeys={items}
        actions={{
          create: createRootKeyAction.bind(null, slug),
          update: updateRootKeyAction.bind(null, slug),
          setEnabled: setRootKeyEnabledAction.bind(null, slug),
          shutOut: shutOutAction.bind(null, slug),
          extend: extendRotationAction.bind(null, slug),
          rotate: rotateRootKeyAction.bind(null, slug),
          complete: completeRotationAction.bind(null, slug),
          cancel: cancelRotationAction.bind(null, slug),
          revoke: revokeRootKeyAction.bind(null, slug),
        }}
        may={{
          create: may("root-keys:create"),
          update: may("root-keys:update"),
          rotate: may("root-keys:rotate"),
          revoke: may("root-keys:revoke"),
        }}
        apis={apis.map(({ id, name }) => ({ id, name })).reverse()}
        grantable={[...SCOPES.filter(may), ...(ctx.scopes.all ? ["*"] : [])]}
        appUrl={ctx.rt.config.appUrl}
        nextHref={nextCursor ? `/${slug}/root-keys?cursor=${nextCursor}` : undefined}
        firstHref={cursor ? `/${slug}/root-keys` : undefined}
      />
    </Page>
  );
});
