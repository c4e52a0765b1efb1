import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { identities } from "@/db/schema";
import { audit } from "../audit/audit";
import type { Ctx } from "../context";
import { newId } from "../ids";

/** Finds the consumer of this `externalId`, or makes it. Two at once meet on the unique index and get the same one. */
export async function ensureIdentity(tx: Tx, ctx: Ctx, externalId: string): Promise<string> {
  const same = and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.externalId, externalId));
  const [known] = await tx.select({ id: identities.id }).from(identities).where(same);
  if (known) return known.id;
  const now = ctx.rt.now();
  const id = newId("identity", now);
  const [made] = await tx
    .insert(identities)
    .values({ id, workspaceId: ctx.workspaceId, externalId, metadata: {}, createdAt: new Date(now) })
    .onConflictDoNothing()
    .returning({ id: identities.id });
  if (made) {
    await audit(tx, ctx, {
      action: "identity.created",
      target: { type: "identity", id, name: externalId },
      after: { externalId },
    });
    return id;
  }
  const [other] = await tx.select({ id: identities.id }).from(identities).where(same);
  if (!other) throw new Error("the identity was not found after a conflict");
  return other.id;
}
