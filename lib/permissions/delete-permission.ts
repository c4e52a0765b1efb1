import { and, eq } from "drizzle-orm";
import { permissions } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { lockPermission } from "./find-permission";
import { permissionUse } from "./permission-use";
import { NO_USE, type PermissionUse } from "./schemas";

const counted = (count: number, one: string) => (count === 0 ? [] : `${count} ${one}${count > 1 ? "s" : ""}`);

/** "2 keys, 1 role and 1 API" */
function said({ keys, roles, apis }: PermissionUse): string {
  const parts = [counted(keys, "key"), counted(roles, "role"), counted(apis, "API")].flat();
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : (parts[0] ?? "");
}

/** Takes a permission that nothing names out of the catalogue. Errors: not_found, conflict (it is in use, and where). */
export async function deletePermission(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, "permissions:delete");
  requireEveryApi(ctx);
  await transact(ctx, async (ctx) => {
    const row = await lockPermission(ctx, id);
    const use = (await permissionUse(ctx.tx, ctx.workspaceId, [row.name])).get(row.name) ?? NO_USE;
    if (use.keys + use.roles + use.apis > 0)
      throw new Problem(
        "conflict",
        `${row.name} is in use by ${said(use)}. Take it away from ${use.keys + use.roles + use.apis > 1 ? "them" : "it"} first.`,
      );
    await ctx.tx
      .delete(permissions)
      .where(and(eq(permissions.workspaceId, ctx.workspaceId), eq(permissions.id, id)));
    await audit(ctx, {
      action: "permission.deleted",
      target: { type: "permission", id, name: row.name },
      before: { name: row.name, description: row.description, administrative: row.administrative },
    });
    // Keys whose wildcard covered it are no administrators any more.
    if (row.administrative) await ctx.rt.changes.announce(ctx, { workspace: ctx.workspaceId });
  });
}
