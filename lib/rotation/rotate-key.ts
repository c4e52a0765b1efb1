import { and, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { rotations } from "@/db/schema";
import { audit } from "../audit/audit";
import type { CredentialKind } from "../credentials/credential";
import { insertSecret } from "../credentials/insert";
import { auditTarget, kindOf } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { lockCredential, refuseEnded } from "../credentials/stored";
import { rotateSchema } from "../keys/schemas";
import { type Ctx, requireScope, type TxCtx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { generateSecret } from "../platform/secret";
import { transact } from "../platform/transact";
import { excess } from "../root-keys/excess";
import { liveSecrets, retirement, setRetirement } from "./open-rotation";

type MayRotate = (ctx: TxCtx, row: CredentialRow) => Promise<void>;

/** What a kind asks for besides the permission. Handing over a stronger root key's secret would give more than one has. */
const MAY_ROTATE: Partial<Record<CredentialKind, MayRotate>> = {
  root: async (ctx, row) => {
    const more = await excess(ctx.tx, ctx, row);
    if (more.length > 0)
      throw new Problem("forbidden", `Its new secret would give you more than you have: ${more.join(", ")}.`);
  },
};

/**
 * Gives a credential a second secret and sets the first one's retirement, `overlapSeconds` from now (0: at
 * once). Id, limits, permissions and history run on. The new secret is in this answer only.
 * Errors: invalid_request, not_found, key_ended, rotation_in_progress while two secrets are active; forbidden for a root
 * key that may do more than the actor.
 */
export async function rotateKey(
  ctx: Ctx,
  keyId: string,
  input: z.input<typeof rotateSchema> = {},
): Promise<{ row: CredentialRow; secret: string }> {
  const kind = kindOf(keyId);
  requireScope(ctx, kind.scopes.rotate);
  const { overlapSeconds } = parseInput(rotateSchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockCredential(ctx, kind.kind, keyId);
    const now = ctx.rt.now();
    refuseEnded(row, now);
    await MAY_ROTATE[kind.kind]?.(ctx, row);
    const [old, second] = await liveSecrets(ctx, keyId);
    if (!old) throw new Error(`${keyId} has no living secret`);
    if (second)
      throw new Problem(
        "rotation_in_progress",
        "Two secrets are active. Complete, cancel or wait for the rotation first.",
      );
    const secret = generateSecret(row.prefix, row.environment ?? "root");
    const fresh = await insertSecret(ctx, keyId, secret);
    const retiresAt = retirement(now, overlapSeconds, row);
    await setRetirement(ctx, old.id, retiresAt);
    await closeElapsed(ctx, keyId);
    const over = retiresAt.getTime() <= now;
    await ctx.tx.insert(rotations).values({
      id: newId("rotation", now),
      workspaceId: ctx.workspaceId,
      credentialId: keyId,
      oldProofId: old.id,
      newProofId: fresh.id,
      startedAt: new Date(now),
      retiresAt,
      startedBy: ctx.actor.id,
      ...(over ? { endedAt: retiresAt, outcome: "completed" as const } : {}),
    });
    await audit(ctx, {
      action: `${kind.audited}.rotated`,
      target: auditTarget(row),
      before: { start: old.start, last4: old.last4 },
      after: { start: fresh.start, last4: fresh.last4, overlapSeconds, retiresAt },
    });
    await ctx.rt.changes.announce(ctx, { credential: keyId });
    return { row, secret };
  });
}

/** A rotation that ran out by itself is closed when the next one begins; until then its times say so. */
async function closeElapsed(ctx: TxCtx, keyId: string): Promise<void> {
  await ctx.tx
    .update(rotations)
    .set({ endedAt: sql`${rotations.retiresAt}`, outcome: "elapsed" })
    .where(
      and(
        eq(rotations.workspaceId, ctx.workspaceId),
        eq(rotations.credentialId, keyId),
        isNull(rotations.endedAt),
      ),
    );
}
