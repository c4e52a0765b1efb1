import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { identities } from "@/db/schema";
import { auditAll } from "../audit/audit";
import type { Ctx } from "../platform/context";
import { newId } from "../platform/ids";

/** Finds the consumer of this `externalId`, or makes it. Two at once meet on the unique index and get the same one. */
export async function ensureIdentity(tx: Tx, ctx: Ctx, externalId: string): Promise<string> {
  const id = (await ensureIdentities(tx, ctx, [externalId])).get(externalId);
  if (!id) throw new Error("the identity was not found after it was made");
  return id;
}

/** The same for many: their ids by `externalId`. */
export async function ensureIdentities(
  tx: Tx,
  ctx: Ctx,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(externalIds)];
  const known = await find(tx, ctx, wanted);
  const unknown = wanted.filter((externalId) => !known.has(externalId));
  if (unknown.length === 0) return known;
  const now = ctx.rt.now();
  const made = await tx
    .insert(identities)
    .values(
      unknown.map((externalId) => ({
        id: newId("identity", now),
        workspaceId: ctx.workspaceId,
        externalId,
        metadata: {},
        createdAt: new Date(now),
        updatedAt: new Date(now),
      })),
    )
    .onConflictDoNothing()
    .returning({ id: identities.id, externalId: identities.externalId });
  await auditAll(
    tx,
    ctx,
    made.map(({ id, externalId }) => ({
      action: "identity.created",
      target: { type: "identity" as const, id, name: externalId },
      after: { externalId },
    })),
  );
  const all =
    made.length === unknown.length
      ? new Map([...known, ...made.map((each) => [each.externalId, each.id] as const)])
      : await find(tx, ctx, wanted);
  // What another made meanwhile is found now, unless it was deleted again as well.
  return all.size === wanted.length ? all : ensureIdentities(tx, ctx, wanted);
}

/** Locked against being deleted before the keys that get them are there. */
async function find(tx: Tx, ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: identities.id, externalId: identities.externalId })
    .from(identities)
    .where(and(eq(identities.workspaceId, ctx.workspaceId), inArray(identities.externalId, [...externalIds])))
    .orderBy(identities.id)
    .for("key share");
  return new Map(rows.map((row) => [row.externalId, row.id]));
}
