"use server";

import type { RefillDraft } from "@/components/credits/actions";
import type { FirstCallView, KeyChange, KeyDraft } from "@/components/keys/actions";
import { pageContext } from "@/lib/auth/page-context";
import { changeKeyCredits } from "@/lib/credits/change-key-credits";
import { Problem } from "@/lib/errors/problem";
import { actionResult } from "@/lib/http/action";
import { changeKeys, type KeysAct } from "@/lib/keys/change-keys";
import { createKey } from "@/lib/keys/create-key";
import { findBySecret } from "@/lib/keys/find-by-secret";
import { kindOf } from "@/lib/keys/find-key";
import { getKey } from "@/lib/keys/get-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { showKey } from "@/lib/keys/show-key";
import { updateKey } from "@/lib/keys/update-key";
import { allows } from "@/lib/permissions/permission";
import { cancelRotation } from "@/lib/rotation/cancel-rotation";
import { completeRotation } from "@/lib/rotation/complete-rotation";
import { extendRotation } from "@/lib/rotation/extend-rotation";
import { rotateKey } from "@/lib/rotation/rotate-key";
import { callsInLastHour } from "@/lib/usage/key-calls";
import { recentRequests } from "@/lib/usage/recent-requests";

/** These acts are of API keys only; root keys have their own page. */
function keyOnly(id: string): string {
  if (kindOf(id) !== "key") throw new Problem("not_found", "There is no such key.");
  return id;
}

export async function createKeyAction(slug: string, draft: KeyDraft) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return createKey(ctx, draft);
  });
}

export async function findBySecretAction(slug: string, secret: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return findBySecret(ctx, String(secret));
  });
}

/** The latest call with one secret, once there is one; the reveal asks for it every two seconds. */
export async function firstCallAction(slug: string, keyId: string, secretId: string) {
  return actionResult(async (): Promise<FirstCallView | null> => {
    const { ctx } = await pageContext(slug);
    const key = await getKey(ctx, keyId);
    // Without a use on record there is nothing to find, and no need to read the key's requests.
    if (!key.secrets.find((each) => each.id === secretId)?.lastUsedAt) return null;
    const [call] = await recentRequests(ctx, { keyId, secretId, limit: 1 });
    return call ? { at: call.at, code: call.code, ip: call.ip } : null;
  });
}

export async function updateKeyAction(slug: string, keyId: string, change: KeyChange, ifVersion?: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return updateKey(ctx, keyId, change, ifVersion);
  });
}

export async function readKeyAction(slug: string, keyId: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return getKey(ctx, keyOnly(keyId));
  });
}

/** A few keys at a time, so that the page can show how far it is. */
export async function changeKeysAction(slug: string, keyIds: readonly string[], act: KeysAct) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return changeKeys(ctx, { keyIds: [...keyIds], act });
  });
}

const MOST_ASKED = 1_000;

export async function callsLastHourAction(slug: string, keyIds: readonly string[]) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    if (!allows(ctx.scopes, "usage:read")) return null;
    return callsInLastHour(ctx, ...keyIds.slice(0, MOST_ASKED).map(String));
  });
}

export async function changeKeyCreditsAction(
  slug: string,
  keyId: string,
  change: { add?: number; set?: number },
) {
  return actionResult(async () => changeKeyCredits((await pageContext(slug)).ctx, keyOnly(keyId), change));
}

/** Null: one-time. */
export async function refillKeyAction(slug: string, keyId: string, refill: RefillDraft | null) {
  return actionResult(async () =>
    updateKey((await pageContext(slug)).ctx, keyOnly(keyId), { credits: { refill } }),
  );
}

export async function stopCountingKeyAction(slug: string, keyId: string) {
  return actionResult(async () =>
    updateKey((await pageContext(slug)).ctx, keyOnly(keyId), { credits: null }),
  );
}

export async function revokeKeyAction(slug: string, keyId: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showKey(ctx, await revokeKey(ctx, keyOnly(keyId)));
  });
}

export async function rotateKeyAction(slug: string, keyId: string, overlapSeconds: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    const { row, secret } = await rotateKey(ctx, keyOnly(keyId), { overlapSeconds });
    return { key: await showKey(ctx, row), secret };
  });
}

export async function completeRotationAction(slug: string, keyId: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showKey(ctx, await completeRotation(ctx, keyOnly(keyId)));
  });
}

export async function cancelRotationAction(slug: string, keyId: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showKey(ctx, await cancelRotation(ctx, keyOnly(keyId)));
  });
}

export async function extendRotationAction(slug: string, keyId: string, overlapSeconds: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showKey(ctx, await extendRotation(ctx, keyOnly(keyId), { overlapSeconds }));
  });
}
