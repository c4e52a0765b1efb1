import { and, eq, inArray } from "drizzle-orm";
import { identities } from "@/db/schema";
import { auditAll } from "../audit/audit";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";

/** Finds the consumer of this `externalId`, or makes it. Two at once meet on the unique index and get the same one. */
export async function ensureIdentity(ctx: TxCtx, externalId: string): Promise<string> {
  const id = (await ensureIdentities(ctx, [externalId])).get(externalId);
  if (!id) throw new Error("the identity was not found after it was made");
  return id;
}

/** The same for many: their ids by `externalId`. */
export async function ensureIdentities(
  ctx: TxCtx,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(externalIds)];
  const known = await find(ctx, wanted);
  const unknown = wanted.filter((externalId) => !known.has(externalId));
  if (unknown.length === 0) return known;
  const now = ctx.rt.now();
  const made = await ctx.tx
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
      : await find(ctx, wanted);
  // What another made meanwhile is found now, unless it was deleted again as well.
  return all.size === wanted.length ? all : ensureIdentities(ctx, wanted);
}

/** Locked against being deleted before the keys that get them are there. */
async function find(ctx: TxCtx, externalIds: readonly string[]): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const rows = await ctx.tx
    .select({ id: identities.id, externalId: identities.externalId })
    .from(identities)
    .where(and(eq(identities.workspaceId, ctx.workspaceId), inArray(identities.externalId, [...externalIds])))
    .orderBy(identities.id)
    .for("key share");
  return new Map(rows.map((row) => [row.externalId, row.id]));
}
