"use server";

import type { RefillDraft } from "@/components/credits/actions";
import type { IdentityChange } from "@/components/identities/actions";
import { pageContext } from "@/lib/auth/page-context";
import { changeIdentityCredits } from "@/lib/credits/change-identity-credits";
import { actionResult } from "@/lib/http/action";
import { createIdentity } from "@/lib/identities/create-identity";
import { deleteIdentity } from "@/lib/identities/delete-identity";
import { updateIdentity } from "@/lib/identities/update-identity";

export async function createIdentityAction(slug: string, externalId: string) {
  return actionResult(async () => createIdentity((await pageContext(slug)).ctx, { externalId }));
}

export async function updateIdentityAction(
  slug: string,
  id: string,
  change: IdentityChange,
  version: number,
) {
  return actionResult(async () => updateIdentity((await pageContext(slug)).ctx, id, change, version));
}

export async function deleteIdentityAction(slug: string, id: string) {
  return actionResult(async () => deleteIdentity((await pageContext(slug)).ctx, id));
}

export async function changeCreditsAction(slug: string, id: string, change: { add?: number; set?: number }) {
  return actionResult(async () => changeIdentityCredits((await pageContext(slug)).ctx, id, change));
}

export async function refillAction(slug: string, id: string, refill: RefillDraft | null) {
  return actionResult(async () => updateIdentity((await pageContext(slug)).ctx, id, { credits: { refill } }));
}

export async function stopCountingAction(slug: string, id: string) {
  return actionResult(async () => updateIdentity((await pageContext(slug)).ctx, id, { credits: null }));
}
