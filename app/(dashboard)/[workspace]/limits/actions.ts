"use server";

import type { OverrideDraft } from "@/components/limits/actions";
import { action, draftOf, idArgument } from "@/lib/http/action";
import { deleteOverride, setOverride } from "@/lib/ratelimit/set-override";

export const setOverrideAction = action([draftOf<OverrideDraft>()], async ({ ctx }, draft) =>
  setOverride(ctx, draft),
);

export const deleteOverrideAction = action([idArgument], async ({ ctx }, id) => {
  await deleteOverride(ctx, id);
});
