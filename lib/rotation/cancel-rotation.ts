import { audit } from "../audit/audit";
import { auditTarget, kindOf } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { type Ctx, requireScope } from "../platform/context";
import { transact } from "../platform/transact";
import { lockRotation, setRetirement, setRotation } from "./open-rotation";

/** Goes back: the new secret is retired now, the old one lives on as before. Errors: not_found, no_rotation. */
export async function cancelRotation(ctx: Ctx, keyId: string): Promise<CredentialRow> {
  const kind = kindOf(keyId);
  requireScope(ctx, kind.scopes.rotate);
  return transact(ctx, async (tx, inner) => {
    const { key, row, old } = await lockRotation(tx, ctx, kind.kind, keyId);
    const at = new Date(ctx.rt.now());
    await setRetirement(tx, ctx, row.newProofId, at);
    await setRetirement(tx, ctx, old.id, null);
    await setRotation(tx, ctx, row.id, { endedAt: at, outcome: "cancelled" });
    await audit(tx, inner, {
      action: `${kind.audited}.rotation_cancelled`,
      target: auditTarget(key),
      before: { retiresAt: old.retiresAt },
      after: { retiresAt: null, start: old.start },
    });
    await ctx.rt.changes.announce(tx, inner, { credential: keyId });
    return key;
  });
}
