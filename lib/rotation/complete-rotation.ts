import { audit } from "../audit/audit";
import { auditTarget, kindOf } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { type Ctx, requireScope } from "../platform/context";
import { transact } from "../platform/transact";
import { lockRotation, setRetirement, setRotation } from "./open-rotation";

/** Retires the old secret now. Errors: not_found, no_rotation. */
export async function completeRotation(ctx: Ctx, keyId: string): Promise<CredentialRow> {
  const kind = kindOf(keyId);
  requireScope(ctx, kind.scopes.rotate);
  return transact(ctx, async (ctx) => {
    const { key, row, old } = await lockRotation(ctx, kind.kind, keyId);
    const at = new Date(ctx.rt.now());
    await setRetirement(ctx, old.id, at);
    await setRotation(ctx, row.id, { retiresAt: at, endedAt: at, outcome: "completed" });
    await audit(ctx, {
      action: `${kind.audited}.rotation_completed`,
      target: auditTarget(key),
      before: { retiresAt: old.retiresAt },
      after: { retiresAt: at, start: old.start },
    });
    await ctx.rt.changes.announce(ctx, { credential: keyId });
    return key;
  });
}
