"use server";

import { z } from "zod";
import type { RootKeyDraft } from "@/components/root-keys/actions";
import { requireKind } from "@/lib/credentials/stored";
import { action, draftOf, idArgument, numberArgument, textArgument } from "@/lib/http/action";
import { revokeKey } from "@/lib/keys/revoke-key";
import { addressesShutOut } from "@/lib/root-keys/addresses-shut-out";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import { showRootKey } from "@/lib/root-keys/show-root-key";
import { updateRootKey } from "@/lib/root-keys/update-root-key";
import { cancelRotation } from "@/lib/rotation/cancel-rotation";
import { completeRotation } from "@/lib/rotation/complete-rotation";
import { extendRotation } from "@/lib/rotation/extend-rotation";
import { rotateKey } from "@/lib/rotation/rotate-key";

const draftArgument = draftOf<RootKeyDraft>();

/** These acts are of root keys only; a key's own page has the others. */
function rootOnly(id: string): string {
  requireKind(id, "root");
  return id;
}

export const createRootKeyAction = action([draftArgument], async ({ ctx }, draft) =>
  createRootKey(ctx, draft),
);

export const updateRootKeyAction = action(
  [idArgument, draftArgument, numberArgument],
  async ({ ctx }, id, draft, version) => updateRootKey(ctx, id, draft, version),
);

export const setRootKeyEnabledAction = action([idArgument, z.boolean()], async ({ ctx }, id, enabled) =>
  updateRootKey(ctx, id, { enabled }),
);

export const shutOutAction = action([idArgument, z.array(textArgument)], async ({ ctx }, id, ipAllowlist) =>
  addressesShutOut(ctx, id, ipAllowlist),
);

export const extendRotationAction = action(
  [idArgument, numberArgument],
  async ({ ctx }, id, overlapSeconds) =>
    showRootKey(ctx, await extendRotation(ctx, rootOnly(id), { overlapSeconds })),
);

export const rotateRootKeyAction = action(
  [idArgument, numberArgument],
  async ({ ctx }, id, overlapSeconds) => {
    const { row, secret } = await rotateKey(ctx, rootOnly(id), { overlapSeconds });
    return { rootKey: await showRootKey(ctx, row), secret };
  },
);

export const completeRotationAction = action([idArgument], async ({ ctx }, id) =>
  showRootKey(ctx, await completeRotation(ctx, rootOnly(id))),
);

export const cancelRotationAction = action([idArgument], async ({ ctx }, id) =>
  showRootKey(ctx, await cancelRotation(ctx, rootOnly(id))),
);

export const revokeRootKeyAction = action([idArgument], async ({ ctx }, id) =>
  showRootKey(ctx, await revokeKey(ctx, rootOnly(id))),
);
