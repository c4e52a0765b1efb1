"use server";

import type { RootKeyDraft } from "@/components/root-keys/actions";
import { pageContext } from "@/lib/auth/page-context";
import { Problem } from "@/lib/errors/problem";
import { actionResult } from "@/lib/http/action";
import { kindOf } from "@/lib/keys/find-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { addressesShutOut } from "@/lib/root-keys/addresses-shut-out";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import { showRootKey } from "@/lib/root-keys/show-root-key";
import { updateRootKey } from "@/lib/root-keys/update-root-key";
import { cancelRotation } from "@/lib/rotation/cancel-rotation";
import { completeRotation } from "@/lib/rotation/complete-rotation";
import { extendRotation } from "@/lib/rotation/extend-rotation";
import { rotateKey } from "@/lib/rotation/rotate-key";

/** These acts are of root keys only; a key's own page has the others. */
function rootOnly(id: string): string {
  if (kindOf(id) !== "root") throw new Problem("not_found", "There is no such root key.");
  return id;
}

export async function createRootKeyAction(slug: string, draft: RootKeyDraft) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return createRootKey(ctx, draft);
  });
}

export async function updateRootKeyAction(slug: string, id: string, draft: RootKeyDraft, version: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return updateRootKey(ctx, id, draft, version);
  });
}

export async function setRootKeyEnabledAction(slug: string, id: string, enabled: boolean) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return updateRootKey(ctx, id, { enabled });
  });
}

export async function shutOutAction(slug: string, id: string, ipAllowlist: string[]) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return addressesShutOut(ctx, id, ipAllowlist);
  });
}

export async function extendRotationAction(slug: string, id: string, overlapSeconds: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showRootKey(ctx, await extendRotation(ctx, rootOnly(id), { overlapSeconds }));
  });
}

export async function rotateRootKeyAction(slug: string, id: string, overlapSeconds: number) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    const { row, secret } = await rotateKey(ctx, rootOnly(id), { overlapSeconds });
    return { rootKey: await showRootKey(ctx, row), secret };
  });
}

export async function completeRotationAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showRootKey(ctx, await completeRotation(ctx, rootOnly(id)));
  });
}

export async function cancelRotationAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showRootKey(ctx, await cancelRotation(ctx, rootOnly(id)));
  });
}

export async function revokeRootKeyAction(slug: string, id: string) {
  return actionResult(async () => {
    const { ctx } = await pageContext(slug);
    return showRootKey(ctx, await revokeKey(ctx, rootOnly(id)));
  });
}
