"use server";

import type { OverrideDraft } from "@/components/limits/actions";
import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";
import { deleteOverride, setOverride } from "@/lib/ratelimit/set-override";

export async function setOverrideAction(slug: string, draft: OverrideDraft) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return setOverride(ctx, draft);
  });
}

export async function deleteOverrideAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    await deleteOverride(ctx, id);
  });
}
