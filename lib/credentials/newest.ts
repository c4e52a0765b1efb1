import { and, desc, eq } from "drizzle-orm";
import { proofs } from "@/db/schema/index";
import type { Ctx } from "../platform/context";
import { reading } from "../platform/transact";
import type { Found, ProofCache } from "./cache";
import { findCredential } from "./stored";

/** What a key's newest secret proves, as a presented one would find it. Error: not_found. */
export async function newestOf(ctx: Ctx<{ proofs: Pick<ProofCache, "get"> }>, keyId: string): Promise<Found> {
  const tx = reading(ctx);
  const row = await findCredential(tx, ctx, "key", keyId);
  const [newest] = await tx
    .select({ hash: proofs.hash })
    .from(proofs)
    .where(and(eq(proofs.workspaceId, ctx.workspaceId), eq(proofs.credentialId, row.id)))
    .orderBy(desc(proofs.id))
    .limit(1);
  return newest ? ctx.rt.proofs.get(newest.hash.toString("base64"), ctx.workspaceId) : null;
}
