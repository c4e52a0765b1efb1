"use server";

import type { PolicyRules } from "@/components/policies/actions";
import { action, draftOf, idArgument, numberArgument } from "@/lib/http/action";
import { createPolicy } from "@/lib/policies/create-policy";
import { deletePolicy } from "@/lib/policies/delete-policy";
import { previewPolicy } from "@/lib/policies/preview-policy";
import { updatePolicy } from "@/lib/policies/update-policy";

const rulesArgument = draftOf<PolicyRules>();

export const createPolicyAction = action([idArgument, rulesArgument], async ({ ctx }, apiId, rules) =>
  createPolicy(ctx, { apiId, ...rules }),
);

export const updatePolicyAction = action(
  [idArgument, rulesArgument, numberArgument],
  async ({ ctx }, id, rules, version) => updatePolicy(ctx, id, rules, version),
);

export const deletePolicyAction = action([idArgument], async ({ ctx }, id) => deletePolicy(ctx, id));

export const previewPolicyAction = action([idArgument, rulesArgument], async ({ ctx }, apiId, rules) =>
  previewPolicy(ctx, apiId, rules),
);
