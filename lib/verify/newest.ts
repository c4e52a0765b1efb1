import { and, desc, eq } from "drizzle-orm";
import { secrets } from "@/db/schema";
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
    .select({ hash: secrets.hash })
    .from(secrets)
    .where(and(eq(secrets.workspaceId, ctx.workspaceId), eq(secrets.keyId, row.id)))
    .orderBy(desc(secrets.id))
    .limit(1);
  return secret ? ctx.rt.secrets.get(secret.hash.toString("base64"), ctx.workspaceId) : null;
}
