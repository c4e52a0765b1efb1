import { audit } from "../audit/audit";
import { auditTarget, kindOf } from "../keys/find-key";
import type { KeyRow } from "../keys/view";
import { type Ctx, requireScope } from "../platform/context";
import { transact } from "../platform/transact";
import { lockRotation, rotateScope, rotationAction, setRetirement, setRotation } from "./open-rotation";

/** Goes back: the new secret is retired now, the old one lives on as before. Errors: not_found, no_rotation. */
export async function cancelRotation(ctx: Ctx, keyId: string): Promise<KeyRow> {
  const kind = kindOf(keyId);
  requireScope(ctx, rotateScope(kind));
  return transact(ctx, async (tx, inner) => {
    const { key, row, old } = await lockRotation(tx, ctx, kind, keyId);
    const at = new Date(ctx.rt.now());
    await setRetirement(tx, ctx, row.newProofId, at);
    await setRetirement(tx, ctx, old.id, null);
    await setRotation(tx, ctx, row.id, { endedAt: at, outcome: "cancelled" });
    await audit(tx, inner, {
      action: rotationAction(kind, "rotation_cancelled"),
      target: auditTarget(key),
      before: { retiresAt: old.retiresAt },
      after: { retiresAt: null, start: old.start },
    });
    await ctx.rt.changes.announce(tx, inner, { key: keyId });
    return key;
  });
}
