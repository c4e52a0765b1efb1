import { and, eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { permissions } from "@/db/schema";
import type { Ctx, TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { permissionUse } from "./permission-use";
import { NO_USE, type PermissionRow, type PermissionView, permissionView } from "./schemas";

const itself = (ctx: Ctx, id: string) =>
  and(eq(permissions.workspaceId, ctx.workspaceId), eq(permissions.id, id));
const missing = () => new Problem("not_found", "There is no such permission.");

/** The permission of this workspace, or `not_found`. */
export async function findPermission(tx: Reader, ctx: Ctx, id: string): Promise<PermissionRow> {
  const [row] = await tx.select().from(permissions).where(itself(ctx, id));
  if (!row) throw missing();
  return row;
}

/** The same, locked until the transaction ends: nothing can come to use it meanwhile. */
export async function lockPermission(ctx: TxCtx, id: string): Promise<PermissionRow> {
  const [row] = await ctx.tx.select().from(permissions).where(itself(ctx, id)).for("update");
  if (!row) throw missing();
  return row;
}

export async function viewPermission(tx: Reader, row: PermissionRow): Promise<PermissionView> {
  const use = await permissionUse(tx, row.workspaceId, [row.name]);
  return permissionView(row, use.get(row.name) ?? NO_USE);
}
