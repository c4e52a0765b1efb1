import type { Metadata } from "next";
import { Identities } from "@/components/identities/identities";
import { loadIdentitiesParams } from "@/components/identities/identities-params";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { listIdentities } from "@/lib/identities/list-identities";
import { unlessRefused } from "@/lib/platform/errors/refused-read";
import { allows } from "@/lib/platform/permission";
import { callsOfIdentities } from "@/lib/usage/identity-calls";
import { createIdentityAction } from "./actions";

export const metadata: Metadata = { title: "Identities" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function IdentitiesPage({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const { ctx } = await pageContext(slug);
  const crumbs = [{ label: "Identities" }];
  if (!allows(ctx.scopes, "identities:read"))
    return (
      <Page crumbs={crumbs} unscoped>
        <NotPermitted title="Identities" needs="identities:read" />
      </Page>
    );
  const { q, cursor } = await loadIdentitiesParams(searchParams);
  const { items, nextCursor } = await listIdentities(ctx, {
    ...(q ? { search: q } : {}),
    ...(cursor ? { cursor } : {}),
  });
  const calls = allows(ctx.scopes, "usage:read")
    ? await unlessRefused(
        callsOfIdentities(
          ctx,
          items.map((one) => one.id),
        ),
      )
    : null;
  return (
    <Page crumbs={crumbs} unscoped>
      <Identities
        slug={slug}
        q={q}
        cursor={cursor}
        nextCursor={nextCursor}
        rows={items.map((view) => ({ view, calls: calls?.get(view.id) ?? null }))}
        create={allows(ctx.scopes, "identities:create") ? createIdentityAction.bind(null, slug) : null}
      />
    </Page>
  );
});
