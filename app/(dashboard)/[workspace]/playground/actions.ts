"use server";

import type { Checked, CheckRequest, RemedyChange } from "@/components/playground/actions";
import { apiOfKey } from "@/lib/apis/api-of-key";
import { action, draftOf, idArgument, numberArgument } from "@/lib/http/action";
import { getKey } from "@/lib/keys/get-key";
import { updateKey } from "@/lib/keys/update-key";
import { allows } from "@/lib/platform/permission";
import { callsInLastHour } from "@/lib/usage/key-calls";
import { explain } from "@/lib/verify/explain";

/** A pasted secret is in this request's body, and nowhere after it. */
export const checkAction = action([draftOf<CheckRequest>()], async ({ ctx }, request): Promise<Checked> => {
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

/** The version keeps what others changed since the check. */
export const remedyAction = action(
  [idArgument, draftOf<RemedyChange>(), numberArgument],
  async ({ ctx }, keyId, change, version) => updateKey(ctx, keyId, change, version),
);
