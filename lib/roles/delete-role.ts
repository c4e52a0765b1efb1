import { and, arrayContains, eq, isNotNull, sql } from "drizzle-orm";
import { credentials, roles } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { keysByRole, lockRole } from "./find-role";

/** Deletes a role that no key has but revoked ones, which lose it. Errors: not_found, conflict (keys have it). */
export async function deleteRole(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, "roles:delete");
  requireEveryApi(ctx);
  await transact(ctx, async (ctx) => {
    const row = await lockRole(ctx, id);
    const count = (await keysByRole(ctx.tx, ctx.workspaceId, [id])).get(id) ?? 0;
    if (count > 0)
      throw new Problem(
        "conflict",
        `${count === 1 ? "1 key has" : `${count} keys have`} the role ${row.name}. Take it away from ${count === 1 ? "it" : "them"} first.`,
      );
    await ctx.tx
      .update(credentials)
      .set({ roleIds: sql`array_remove(${credentials.roleIds}, ${id})` })
      .where(
        and(
          eq(credentials.workspaceId, ctx.workspaceId),
          isNotNull(credentials.revokedAt),
          arrayContains(credentials.roleIds, [id]),
        ),
      );
    await ctx.tx.delete(roles).where(and(eq(roles.workspaceId, ctx.workspaceId), eq(roles.id, id)));
    await audit(ctx, {
      action: "role.deleted",
      target: { type: "role", id, name: row.name },
      before: { name: row.name, description: row.description, permissions: row.permissions },
    });
  });
}
