import { and, eq, inArray } from "drizzle-orm";
import { roles } from "@/db/schema";
import type { TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";

export type RoleRow = typeof roles.$inferSelect;

/**
 * The roles of these names, in the order of the names. Locked against being deleted until the key that gets them is
 * there. Throws `invalid_request` naming the one that is not there.
 */
export async function resolveRoles(ctx: TxCtx, names: readonly string[]): Promise<RoleRow[]> {
  if (names.length === 0) return [];
  const rows = await ctx.tx
    .select()
    .from(roles)
    .where(and(eq(roles.workspaceId, ctx.workspaceId), inArray(roles.name, [...names])))
    .for("share");
  return names.map((name, i) => {
    const row = rows.find((each) => each.name === name);
    if (row) return row;
    const field = `roles.${i}`;
    const message = `${JSON.stringify(name)} names no role of this workspace`;
    throw new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);
  });
}
