import type { Metadata } from "next";
import { NotPermitted } from "@/components/overview/not-permitted";
import { Policies } from "@/components/policies/policies";
import { Page } from "@/components/shell/page";
import { listApis } from "@/lib/apis/list-apis";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { allows } from "@/lib/platform/permission";
import { listPolicies } from "@/lib/policies/list-policies";
import { previewPolicy } from "@/lib/policies/preview-policy";
import { createPolicyAction, deletePolicyAction, previewPolicyAction, updatePolicyAction } from "./actions";

export const metadata: Metadata = { title: "Policies" };

type Props = { params: Promise<{ workspace: string }> };

export default page(async function PoliciesPage({ params }: Props) {
  const { workspace: slug } = await params;
  const { ctx } = await pageContext(slug);
  if (!allows(ctx.scopes, "policies:read"))
    return (
      <Page crumbs={[{ label: "Policies" }]} unscoped>
        <NotPermitted title="Policies" needs="policies:read" />
      </Page>
    );
  const [{ items: apis }, { items }] = await Promise.all([
    listApis(ctx, { limit: 100 }),
    listPolicies(ctx, { limit: 100 }),
  ]);
  const shown = items.flatMap((policy) => {
    const api = apis.find((each) => each.id === policy.apiId);
    return api ? [{ ...policy, apiName: api.name }] : [];
  });
  const policies = await Promise.all(
    shown.map(async (policy) => {
      const { finishAfterQuietHours, extendUpToHours, rotateEveryDays } = policy;
      const rules = { finishAfterQuietHours, extendUpToHours, rotateEveryDays };
      return { ...policy, preview: await previewPolicy(ctx, policy.apiId, rules) };
    }),
  );
  return (
    <Page crumbs={[{ label: "Policies" }]} unscoped>
      <Policies
        policies={policies}
        without={apis.filter((api) => !items.some((policy) => policy.apiId === api.id)).reverse()}
        actions={{
          create: createPolicyAction.bind(null, slug),
          update: updatePolicyAction.bind(null, slug),
          remove: deletePolicyAction.bind(null, slug),
          preview: previewPolicyAction.bind(null, slug),
        }}
        mayUpdate={allows(ctx.scopes, "policies:update")}
      />
    </Page>
  );
});
