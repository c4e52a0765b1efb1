"use server";

import { z } from "zod";
import type { RefillDraft } from "@/components/credits/actions";
import type { FirstCallView, KeyChange, KeyDraft } from "@/components/keys/actions";
import { requireKind } from "@/lib/credentials/stored";
import { changeKeyCredits } from "@/lib/credits/change-key-credits";
import { action, draftOf, idArgument, numberArgument, textArgument } from "@/lib/http/action";
import { changeKeys, type KeysAct } from "@/lib/keys/change-keys";
import { createKey } from "@/lib/keys/create-key";
import { findBySecret } from "@/lib/keys/find-by-secret";
import { getKey } from "@/lib/keys/get-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { showKey } from "@/lib/keys/show-key";
import { updateKey } from "@/lib/keys/update-key";
import { allows } from "@/lib/platform/permission";
import { cancelRotation } from "@/lib/rotation/cancel-rotation";
import { completeRotation } from "@/lib/rotation/complete-rotation";
import { extendRotation } from "@/lib/rotation/extend-rotation";
import { rotateKey } from "@/lib/rotation/rotate-key";
import { callsInLastHour } from "@/lib/usage/key-calls";
import { recentRequests } from "@/lib/usage/recent-requests";

/** These acts are of API keys only; root keys have their own page. */
function keyOnly(id: string): string {
  requireKind(id, "key");
  return id;
}

export const createKeyAction = action([draftOf<KeyDraft>()], async ({ ctx }, draft) => createKey(ctx, draft));

export const findBySecretAction = action([textArgument], async ({ ctx }, secret) =>
  findBySecret(ctx, secret),
);

/** The latest call with one secret, once there is one; the reveal asks for it every two seconds. */
export const firstCallAction = action(
  [idArgument, idArgument],
  async ({ ctx }, keyId, secretId): Promise<FirstCallView | null> => {
    const key = await getKey(ctx, keyId);
    // Without a use on record there is nothing to find, and no need to read the key's requests.
    if (!key.secrets.find((each) => each.id === secretId)?.lastUsedAt) return null;
    const [call] = await recentRequests(ctx, { keyId, secretId, limit: 1 });
    return call ? { at: call.at, code: call.code, ip: call.ip } : null;
  },
);

export const updateKeyAction = action(
  [idArgument, draftOf<KeyChange>(), numberArgument.optional()],
  async ({ ctx }, keyId, change, ifVersion) => updateKey(ctx, keyId, change, ifVersion),
);

export const readKeyAction = action([idArgument], async ({ ctx }, keyId) => getKey(ctx, keyOnly(keyId)));

/** A few keys at a time, so that the page can show how far it is. */
export const changeKeysAction = action(
  [z.array(idArgument).readonly(), draftOf<KeysAct>()],
  async ({ ctx }, keyIds, act) => changeKeys(ctx, { keyIds: [...keyIds], act }),
);

const MOST_ASKED = 1_000;

export const callsLastHourAction = action([z.array(idArgument).readonly()], async ({ ctx }, keyIds) =>
  allows(ctx.scopes, "usage:read") ? callsInLastHour(ctx, ...keyIds.slice(0, MOST_ASKED)) : null,
);

export const changeKeyCreditsAction = action(
  [idArgument, draftOf<{ add?: number; set?: number }>()],
  async ({ ctx }, keyId, change) => changeKeyCredits(ctx, keyOnly(keyId), change),
);

/** Null: one-time. */
export const refillKeyAction = action(
  [idArgument, draftOf<RefillDraft>().nullable()],
  async ({ ctx }, keyId, refill) => updateKey(ctx, keyOnly(keyId), { credits: { refill } }),
);

export const stopCountingKeyAction = action([idArgument], async ({ ctx }, keyId) =>
  updateKey(ctx, keyOnly(keyId), { credits: null }),
);

export const revokeKeyAction = action([idArgument], async ({ ctx }, keyId) =>
  showKey(ctx, await revokeKey(ctx, keyOnly(keyId))),
);

export const rotateKeyAction = action(
  [idArgument, numberArgument],
  async ({ ctx }, keyId, overlapSeconds) => {
    const { row, secret } = await rotateKey(ctx, keyOnly(keyId), { overlapSeconds });
    return { key: await showKey(ctx, row), secret };
  },
);

export const completeRotationAction = action([idArgument], async ({ ctx }, keyId) =>
  showKey(ctx, await completeRotation(ctx, keyOnly(keyId))),
);

export const cancelRotationAction = action([idArgument], async ({ ctx }, keyId) =>
  showKey(ctx, await cancelRotation(ctx, keyOnly(keyId))),
);

export const extendRotationAction = action(
  [idArgument, numberArgument],
  async ({ ctx }, keyId, overlapSeconds) =>
    showKey(ctx, await extendRotation(ctx, keyOnly(keyId), { overlapSeconds })),
);
