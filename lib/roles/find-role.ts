import { and, arrayOverlaps, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { credentials, roles } from "@/db/schema";
import type { Ctx, TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import type { RoleRow } from "./resolve-roles";
import { type RoleView, roleView } from "./schemas";

const itself = (ctx: Ctx, id: string) => and(eq(roles.workspaceId, ctx.workspaceId), eq(roles.id, id));
const missing = () => new Problem("not_found", "There is no such role.");

/** The role of this workspace, or `not_found`. */
export async function findRole(tx: Reader, ctx: Ctx, id: string): Promise<RoleRow> {
  const [row] = await tx.select().from(roles).where(itself(ctx, id));
  if (!row) throw missing();
  return row;
}

/** The same, locked until the transaction ends: no key can be given it meanwhile. */
export async function lockRole(ctx: TxCtx, id: string): Promise<RoleRow> {
  const [row] = await ctx.tx.select().from(roles).where(itself(ctx, id)).for("update");
  if (!row) throw missing();
  return row;
}

/** How many keys have each of these roles; revoked ones do not count. Roles without a key are not in it. */
export async function keysByRole(
  tx: Reader,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: sql<string>`used.id`, count: sql<number>`count(*)::int` })
    .from(sql`${credentials}, unnest(${credentials.roleIds}) as used(id)`)
    .where(
      and(
        eq(credentials.workspaceId, workspaceId),
        isNull(credentials.revokedAt),
        arrayOverlaps(credentials.roleIds, [...ids]),
        inArray(sql`used.id`, [...ids]),
      ),
    )
    .groupBy(sql`used.id`);
  return new Map(rows.map((row) => [row.id, row.count]));
}

export async function viewRole(tx: Reader, row: RoleRow): Promise<RoleView> {
  return roleView(row, (await keysByRole(tx, row.workspaceId, [row.id])).get(row.id) ?? 0);
}

/** Keys are given roles by name, so that a name names one. */
export const nameTaken = (name: string) =>
  new Problem("conflict", `There is a role ${name} already.`, [
    { field: "name", message: "is another role's name" },
  ]);
