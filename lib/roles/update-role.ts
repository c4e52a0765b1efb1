import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { roles } from "@/db/schema";
import { audit } from "../audit/audit";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { changedFields } from "../platform/content";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { isDuplicate } from "../platform/errors/duplicate";
import { parseInput } from "../platform/errors/parse";
import { refuseStale } from "../platform/errors/stale";
import { transact } from "../platform/transact";
import { lockRole, nameTaken, viewRole } from "./find-role";
import { type RoleView, updateRoleSchema } from "./schemas";

const FIELDS = ["name", "description", "permissions"] as const;

/**
 * Changes what is given; all keys that have the role have the new set from their next verification on. Errors:
 * invalid_request, not_found, conflict (its name), precondition_failed.
 */
export async function updateRole(
  ctx: Ctx,
  id: string,
  input: z.input<typeof updateRoleSchema>,
  ifVersion?: number,
): Promise<RoleView> {
  requireScope(ctx, "roles:update");
  requireEveryApi(ctx);
  const wanted = parseInput(updateRoleSchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockRole(ctx, id);
    refuseStale(row, ifVersion);
    const changed = changedFields(FIELDS, row, wanted);
    if (changed.length === 0) return viewRole(ctx.tx, row);
    if (wanted.permissions) await ensurePermissions(ctx, wanted.permissions);
    const pick = (source: Partial<Record<(typeof FIELDS)[number], unknown>>) =>
      Object.fromEntries(changed.map((field) => [field, source[field]]));
    const [updated] = await ctx.tx
      .update(roles)
      .set({ ...pick(wanted), updatedAt: new Date(ctx.rt.now()), version: sql`${roles.version} + 1` })
      .where(and(eq(roles.workspaceId, ctx.workspaceId), eq(roles.id, id)))
      .returning()
      .catch((error: unknown) => {
        throw isDuplicate(error) ? nameTaken(wanted.name ?? row.name) : error;
      });
    if (!updated) throw new Error("a locked role was not updated");
    await audit(ctx, {
      action: "role.updated",
      target: { type: "role", id, name: updated.name },
      before: pick(row),
      after: pick(wanted),
    });
    // Its keys may be very many.
    if (changed.some((field) => field !== "description"))
      await ctx.rt.changes.announce(ctx, { workspace: ctx.workspaceId });
    return viewRole(ctx.tx, updated);
  });
}
