"use server";

import type { RefillDraft } from "@/components/credits/actions";
import type { IdentityChange } from "@/components/identities/actions";
import { changeIdentityCredits } from "@/lib/credits/change-identity-credits";
import { action, draftOf, idArgument, numberArgument, textArgument } from "@/lib/http/action";
import { createIdentity } from "@/lib/identities/create-identity";
import { deleteIdentity } from "@/lib/identities/delete-identity";
import { updateIdentity } from "@/lib/identities/update-identity";

export const createIdentityAction = action([textArgument], async ({ ctx }, externalId) =>
  createIdentity(ctx, { externalId }),
);

export const updateIdentityAction = action(
  [idArgument, draftOf<IdentityChange>(), numberArgument],
  async ({ ctx }, id, change, version) => updateIdentity(ctx, id, change, version),
);

export const deleteIdentityAction = action([idArgument], async ({ ctx }, id) => deleteIdentity(ctx, id));

export const changeCreditsAction = action(
  [idArgument, draftOf<{ add?: number; set?: number }>()],
  async ({ ctx }, id, change) => changeIdentityCredits(ctx, id, change),
);

/** Null: one-time. */
export const refillAction = action(
  [idArgument, draftOf<RefillDraft>().nullable()],
  async ({ ctx }, id, refill) => updateIdentity(ctx, id, { credits: { refill } }),
);

export const stopCountingAction = action([idArgument], async ({ ctx }, id) =>
  updateIdentity(ctx, id, { credits: null }),
);
