import type { z } from "zod";
import { roles } from "@/db/schema";
import { audit } from "../audit/audit";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { newId } from "../platform/ids";
import { transact } from "../platform/transact";
import { nameTaken } from "./find-role";
import { createRoleSchema, type RoleView, roleView } from "./schemas";

/** Makes a named set of permissions; those that the catalogue lacks join it. Errors: invalid_request, conflict (its name). */
export async function createRole(ctx: Ctx, input: z.input<typeof createRoleSchema>): Promise<RoleView> {
  requireScope(ctx, "roles:create");
  requireEveryApi(ctx);
  const { name, description = null, permissions } = parseInput(createRoleSchema, input);
  return transact(ctx, async (ctx) => {
    await ensurePermissions(ctx, permissions);
    const now = ctx.rt.now();
    const at = new Date(now);
    const [row] = await ctx.tx
      .insert(roles)
      .values({
        id: newId("role", now),
        workspaceId: ctx.workspaceId,
        name,
        description,
        permissions,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) throw nameTaken(name);
    await audit(ctx, {
      action: "role.created",
      target: { type: "role", id: row.id, name },
      after: { name, ...(description ? { description } : {}), permissions },
    });
    return roleView(row, 0);
  });
}
