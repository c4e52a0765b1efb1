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
  return transact(ctx, async (ctx) => {
    const { key, row, old } = await lockRotation(ctx, kind.kind, keyId);
    const at = new Date(ctx.rt.now());
    await setRetirement(ctx, row.newProofId, at);
    await setRetirement(ctx, old.id, null);
    await setRotation(ctx, row.id, { endedAt: at, outcome: "cancelled" });
    await audit(ctx, {
      action: `${kind.audited}.rotation_cancelled`,
      target: auditTarget(key),
      before: { retiresAt: old.retiresAt },
      after: { retiresAt: null, start: old.start },
    });
    await ctx.rt.changes.announce(ctx, { credential: keyId });
    return key;
  });
}
