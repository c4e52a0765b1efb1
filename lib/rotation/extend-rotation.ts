import type { z } from "zod";
import { audit } from "../audit/audit";
import { auditTarget, kindOf } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { extendSchema } from "../keys/schemas";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { lockRotation, retirement, setRetirement, setRotation } from "./open-rotation";

/**
 * Moves the old secret's retirement to `overlapSeconds` from now, which must be later than it was.
 * Errors: invalid_request, not_found, no_rotation.
 */
export async function extendRotation(
  ctx: Ctx,
  keyId: string,
  input: z.input<typeof extendSchema>,
): Promise<CredentialRow> {
  const kind = kindOf(keyId);
  requireScope(ctx, kind.scopes.rotate);
  const { overlapSeconds } = parseInput(extendSchema, input);
  return transact(ctx, async (ctx) => {
    const { key, row, old } = await lockRotation(ctx, kind.kind, keyId);
    const retiresAt = retirement(ctx.rt.now(), overlapSeconds, key);
    if (old.retiresAt && retiresAt <= old.retiresAt) {
      const message = `must end after ${old.retiresAt.toISOString()}, when the old secret retires now`;
      throw new Problem("invalid_request", `overlapSeconds: ${message}`, [
        { field: "overlapSeconds", message },
      ]);
    }
    await setRetirement(ctx, old.id, retiresAt);
    await setRotation(ctx, row.id, { retiresAt });
    await audit(ctx, {
      action: `${kind.audited}.rotation_extended`,
      target: auditTarget(key),
      before: { retiresAt: old.retiresAt },
      after: { retiresAt },
    });
    await ctx.rt.changes.announce(ctx, { credential: keyId });
    return key;
  });
}
