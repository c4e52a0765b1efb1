import { credentials, proofs } from "@/db/schema/index";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";
import { hashSecret, secretEnds } from "../platform/secret";
import type { CredentialRow, ProofRow } from "./rows";

/** Writes a secret's row: its hash and its ends, never the value. Forgets that the hash was unknown once committed. */
export async function insertSecret(ctx: TxCtx, keyId: string, secret: string): Promise<ProofRow> {
  const now = ctx.rt.now();
  const hash = hashSecret(secret);
  const [row] = await ctx.tx
    .insert(proofs)
    .values({
      id: newId("secret", now),
      workspaceId: ctx.workspaceId,
      credentialId: keyId,
      kind: "secret",
      hash,
      ...secretEnds(secret),
      createdAt: new Date(now),
    })
    .returning();
  if (!row) throw new Error("the secret was not written");
  await ctx.rt.changes.announce(ctx, { hash });
  return row;
}

type NewKey = Omit<
  typeof credentials.$inferInsert,
  "workspaceId" | "createdAt" | "updatedAt" | "createdBy" | "enabled" | "version"
>;

export async function insertCredential(ctx: TxCtx, key: NewKey): Promise<CredentialRow> {
  const at = new Date(ctx.rt.now());
  const [row] = await ctx.tx
    .insert(credentials)
    .values({
      ...key,
      workspaceId: ctx.workspaceId,
      enabled: true,
      createdAt: at,
      updatedAt: at,
      createdBy: ctx.actor.id,
    })
    .returning();
  if (!row) throw new Error("the key was not written");
  return row;
}
