"use server";

import type { Checked, CheckRequest, RemedyChange } from "@/components/playground/actions";
import { apiOfKey } from "@/lib/apis/api-of-key";
import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";
import { getKey } from "@/lib/keys/get-key";
import { updateKey } from "@/lib/keys/update-key";
import { allows } from "@/lib/permissions/permission";
import { callsInLastHour } from "@/lib/usage/key-calls";
import { explain } from "@/lib/verify/explain";

/** A pasted secret is in this request's body, and nowhere after it. */
export async function checkAction(slug: string, request: CheckRequest) {
  return actionResult(async (): Promise<Checked> => {
    const { ctx } = await pageContext(slug);
    const explanation = await explain(ctx, request);
    if (explanation.answer.code === "NOT_FOUND")
      return { explanation, key: null, lifetimes: null, callsLastHour: null };
    const { keyId, apiId } = explanation.answer;
    const { defaultLifetimeSeconds, maxLifetimeSeconds } = await apiOfKey(ctx, apiId);
    return {
      explanation,
      key: await getKey(ctx, keyId),
      lifetimes: { defaultLifetimeSeconds, maxLifetimeSeconds },
      callsLastHour: allows(ctx.scopes, "usage:read") ? await callsInLastHour(ctx, keyId) : null,
    };
  });
}

/** The version keeps what others changed since the check. */
export async function remedyAction(slug: string, keyId: string, change: RemedyChange, version: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return updateKey(ctx, keyId, change, version);
  });
}
