import type { Metadata } from "next";
import { NotPermitted } from "@/components/overview/not-permitted";
import { draftOf, loadPlaygroundParams } from "@/components/playground/draft";
import { Playground } from "@/components/playground/playground";
import { Page } from "@/components/shell/page";
import type { PickedKey } from "@/components/usage/key-picker";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { getKey } from "@/lib/keys/get-key";
import type { Ctx } from "@/lib/platform/context";
import { foundOrNull } from "@/lib/platform/errors/found-or-null";
import { allows } from "@/lib/platform/permission";
import { readKeyAction } from "../keys/actions";
import { checkAction, remedyAction } from "./actions";

export const metadata: Metadata = { title: "Playground" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function PlaygroundRoute({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const asked = await loadPlaygroundParams(searchParams);
  const { ctx } = await pageContext(slug);
  const crumbs = [{ label: "Playground" }];
  const needed = (["keys:verify", "keys:read"] as const).find((scope) => !allows(ctx.scopes, scope));
  if (needed)
    return (
      <Page crumbs={crumbs} unscoped>
        <NotPermitted title="Playground" needs={needed} />
      </Page>
    );
  return (
    <Page crumbs={crumbs} unscoped>
      <Playground
        slug={slug}
        initial={draftOf(asked, asked.key ? await pickedKey(ctx, asked.key) : null)}
        appUrl={ctx.rt.config.appUrl}
        mayUpdate={allows(ctx.scopes, "keys:update")}
        actions={{
          check: checkAction.bind(null, slug),
          change: remedyAction.bind(null, slug),
          read: readKeyAction.bind(null, slug),
        }}
      />
    </Page>
  );
});

/** The key that the address names; null where there is no such key. */
async function pickedKey(ctx: Ctx, keyId: string): Promise<PickedKey | null> {
  const key = await foundOrNull(getKey(ctx, keyId));
  return key && { id: key.id, name: key.name };
}
