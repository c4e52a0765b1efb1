import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { credentials, identities } from "@/db/schema";
import type { AuditTarget } from "../audit/audit";
import { creditsOf } from "../credits/balance";
import type { Ctx, TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { type IdentityRow, type IdentityView, identityView } from "./schemas";

const itself = (ctx: Ctx, id: string) =>
  and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, id));
const missing = () => new Problem("not_found", "There is no such identity.");

export function identityTarget(row: Pick<IdentityRow, "id" | "externalId">): AuditTarget {
  return { type: "identity", id: row.id, name: row.externalId };
}

/** The identity of this workspace, or `not_found`. */
export async function findIdentity(tx: Reader, ctx: Ctx, id: string): Promise<IdentityRow> {
  const [row] = await tx.select().from(identities).where(itself(ctx, id));
  if (!row) throw missing();
  return row;
}

/** The same, locked until the transaction ends: no key can be given to it meanwhile. */
export async function lockIdentity(ctx: TxCtx, id: string): Promise<IdentityRow> {
  const [row] = await ctx.tx.select().from(identities).where(itself(ctx, id)).for("update");
  if (!row) throw missing();
  return row;
}

/** How many keys each of these has that are not revoked. Those without a key are not in it. */
async function keysByIdentity(
  tx: Reader,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx
    .select({ id: credentials.identityId, count: sql<number>`count(*)::int` })
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, workspaceId),
        inArray(credentials.identityId, [...ids]),
        isNull(credentials.revokedAt),
      ),
    )
    .groupBy(credentials.identityId);
  return new Map(rows.flatMap((row) => (row.id ? [[row.id, row.count] as const] : [])));
}

/** Each with its credits and the number of its keys; a query for each, for any number. */
export async function viewIdentities(
  tx: Reader,
  ctx: Ctx,
  rows: readonly IdentityRow[],
): Promise<IdentityView[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const credits = await creditsOf(tx, ctx.workspaceId, ids, ctx.rt.now());
  const counts = await keysByIdentity(tx, ctx.workspaceId, ids);
  return rows.map((row) => identityView(row, credits.get(row.id) ?? null, counts.get(row.id) ?? 0));
}

export async function viewIdentity(tx: Reader, ctx: Ctx, row: IdentityRow): Promise<IdentityView> {
  const [one] = await viewIdentities(tx, ctx, [row]);
  if (!one) throw new Error("an identity was not shown");
  return one;
}

/** More keys than these are not named one by one. */
const NAMED_KEYS = 100;

/** What its keys are remembered with is forgotten on every node once the change holds. */
export async function announceKeysOf(ctx: TxCtx, id: string): Promise<void> {
  const rows = await ctx.tx
    .select({ credential: credentials.id })
    .from(credentials)
    .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.identityId, id)))
    .limit(NAMED_KEYS + 1);
  if (rows.length > NAMED_KEYS) await ctx.rt.changes.announce(ctx, { workspace: ctx.workspaceId });
  else if (rows.length > 0) await ctx.rt.changes.announce(ctx, ...rows);
}
