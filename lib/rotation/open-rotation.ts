import { and, desc, eq, isNull } from "drizzle-orm";
import { proofs, rotations } from "@/db/schema";
import type { CredentialKind } from "../credentials/credential";
import { type CredentialRow, type ProofRow, proofState } from "../credentials/rows";
import { lockCredential } from "../credentials/stored";
import type { TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";

export type OpenRotation = { row: typeof rotations.$inferSelect; old: ProofRow };

/** Secrets that verify now, oldest first: one, or two during a rotation. */
export async function liveSecrets(ctx: TxCtx, keyId: string): Promise<ProofRow[]> {
  const rows = await ctx.tx
    .select()
    .from(proofs)
    .where(and(eq(proofs.workspaceId, ctx.workspaceId), eq(proofs.credentialId, keyId)))
    .orderBy(proofs.id);
  const now = ctx.rt.now();
  return rows.filter((s) => proofState(s, now) !== "retired");
}

/** The rotation under way of a locked key, or `no_rotation`. */
async function openRotation(ctx: TxCtx, keyId: string): Promise<OpenRotation> {
  const [row] = await ctx.tx
    .select()
    .from(rotations)
    .where(
      and(
        eq(rotations.workspaceId, ctx.workspaceId),
        eq(rotations.credentialId, keyId),
        isNull(rotations.endedAt),
      ),
    )
    .orderBy(desc(rotations.startedAt))
    .limit(1);
  const old = row && (await liveSecrets(ctx, keyId)).find((s) => s.id === row.oldProofId);
  // Without a living old secret it has run out by itself.
  if (!row || !old) throw new Problem("no_rotation", "No rotation of this key is in progress.");
  return { row, old };
}

/** Locks the key and finds its rotation. Errors: not_found, no_rotation. */
export async function lockRotation(
  ctx: TxCtx,
  kind: CredentialKind,
  keyId: string,
): Promise<OpenRotation & { key: CredentialRow }> {
  const key = await lockCredential(ctx, kind, keyId);
  return { key, ...(await openRotation(ctx, keyId)) };
}

export async function setRetirement(ctx: TxCtx, secretId: string, retiresAt: Date | null): Promise<void> {
  await ctx.tx
    .update(proofs)
    .set({ retiresAt })
    .where(and(eq(proofs.workspaceId, ctx.workspaceId), eq(proofs.id, secretId)));
}

export async function setRotation(
  ctx: TxCtx,
  rotationId: string,
  change: Partial<Pick<typeof rotations.$inferInsert, "retiresAt" | "endedAt" | "outcome">>,
): Promise<void> {
  await ctx.tx
    .update(rotations)
    .set(change)
    .where(and(eq(rotations.workspaceId, ctx.workspaceId), eq(rotations.id, rotationId)));
}

/** `now + overlap`, but never later than the key's own expiry. */
export function retirement(now: number, overlapSeconds: number, key: Pick<CredentialRow, "expiresAt">): Date {
  const wanted = now + overlapSeconds * 1_000;
  return new Date(Math.min(wanted, key.expiresAt?.getTime() ?? wanted));
}
