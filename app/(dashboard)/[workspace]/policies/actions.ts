"use server";

import type { PolicyRules } from "@/components/policies/actions";
import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";
import { createPolicy } from "@/lib/policies/create-policy";
import { deletePolicy } from "@/lib/policies/delete-policy";
import { previewPolicy } from "@/lib/policies/preview-policy";
import { updatePolicy } from "@/lib/policies/update-policy";

export async function createPolicyAction(slug: string, apiId: string, rules: PolicyRules) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return createPolicy(ctx, { apiId, ...rules });
  });
}

export async function updatePolicyAction(slug: string, id: string, rules: PolicyRules, version: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return updatePolicy(ctx, id, rules, version);
  });
}

export async function deletePolicyAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return deletePolicy(ctx, id);
  });
}

export async function previewPolicyAction(slug: string, apiId: string, rules: PolicyRules) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return previewPolicy(ctx, apiId, rules);
  });
}
