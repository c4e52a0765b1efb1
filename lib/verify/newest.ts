import { and, desc, eq } from "drizzle-orm";
import { proofs } from "@/db/schema";
import { findKey } from "../keys/find-key";
import type { Ctx } from "../platform/context";
import { reading } from "../platform/transact";
import type { Found, SecretCache } from "./cache";

/** The record of a key's newest secret, as a presented one would find it. Error: not_found. */
export async function newestOf(
  ctx: Ctx<{ secrets: Pick<SecretCache, "get"> }>,
  keyId: string,
): Promise<Found> {
  const tx = reading(ctx);
  const row = await findKey(tx, ctx, "key", keyId);
  const [secret] = await tx
    .select({ hash: proofs.hash })
    .from(proofs)
    .where(and(eq(proofs.workspaceId, ctx.workspaceId), eq(proofs.credentialId, row.id)))
    .orderBy(desc(proofs.id))
    .limit(1);
  return secret ? ctx.rt.secrets.get(secret.hash.toString("base64"), ctx.workspaceId) : null;
}
