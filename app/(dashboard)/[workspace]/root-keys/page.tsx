import type { Metadata } from "next";
import { NotPermitted } from "@/components/overview/not-permitted";
import { RootKeys } from "@/components/root-keys/root-keys";
import { Page } from "@/components/shell/page";
import { pageContext } from "@/lib/auth/page-context";
import { SCOPES } from "@/lib/context";
import { page } from "@/lib/http/page";
import { allows } from "@/lib/permissions/permission";
import { listRootKeys } from "@/lib/root-keys/list-root-keys";
import {
  cancelRotationAction,
  completeRotationAction,
  createRootKeyAction,
  revokeRootKeyAction,
  rotateRootKeyAction,
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
  const { items, nextCursor } = await listRootKeys(ctx, typeof cursor === "string" ? { cursor } : {});
  return (
    <Page crumbs={[{ label: "Root keys" }]} unscoped>
      <RootKeys
        rootKeys={items}
        actions={{
          create: createRootKeyAction.bind(null, slug),
          rotate: rotateRootKeyAction.bind(null, slug),
          complete: completeRotationAction.bind(null, slug),
          cancel: cancelRotationAction.bind(null, slug),
          revoke: revokeRootKeyAction.bind(null, slug),
        }}
        may={{
          create: may("root-keys:create"),
          rotate: may("root-keys:rotate"),
          revoke: may("root-keys:revoke"),
        }}
        grantable={[...SCOPES.filter(may), ...(ctx.scopes.all ? ["*"] : [])]}
        appUrl={ctx.rt.config.appUrl}
        nextHref={nextCursor ? `/${slug}/root-keys?cursor=${nextCursor}` : undefined}
        firstHref={cursor ? `/${slug}/root-keys` : undefined}
      />
    </Page>
  );
});
