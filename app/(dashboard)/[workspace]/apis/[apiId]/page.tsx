import type { Metadata } from "next";
import { ApiDefaults } from "@/components/apis/api-defaults";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/states";
import { countApiKeys } from "@/lib/apis/count-api-keys";
import { getApi } from "@/lib/apis/get-api";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { foundOrNull } from "@/lib/platform/errors/found-or-null";
import { allows } from "@/lib/platform/permission";
import { updateApiDefaultsAction } from "../actions";

export const metadata: Metadata = { title: "API" };

type Props = { params: Promise<{ workspace: string; apiId: string }> };

export default page(async function ApiRoute({ params }: Props) {
  const { workspace: slug, apiId } = await params;
  const { ctx } = await pageContext(slug);
  const list = { label: "APIs", href: `/${slug}/apis` };
  if (!allows(ctx.scopes, "apis:read"))
    return (
      <Page crumbs={[list]} unscoped>
        <NotPermitted title="API" needs="apis:read" />
      </Page>
    );
  const api = await foundOrNull(getApi(ctx, apiId));
  if (!api)
    return (
      <Page crumbs={[list, { label: "Not found" }]} unscoped>
        <div className="mt-6 rounded-lg border border-line">
          <EmptyState title="There is no such API">It may have been deleted.</EmptyState>
        </div>
      </Page>
    );
  const mayCount = allows(ctx.scopes, "keys:read");
  return (
    <Page crumbs={[list, { label: api.name }]} unscoped>
      <ApiDefaults
        // Made anew once it was saved, by whoever.
        key={api.version}
        slug={slug}
        api={api}
        keys={mayCount ? await countApiKeys(ctx, apiId) : { all: 0, administrative: 0, limitless: 0 }}
        update={allows(ctx.scopes, "apis:update") ? updateApiDefaultsAction.bind(null, slug, apiId) : null}
      />
    </Page>
  );
});
