import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { permissions } from "@/db/schema";
import { audit } from "../audit/audit";
import { changedFields } from "../platform/content";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { transact } from "../platform/transact";
import { lockPermission, viewPermission } from "./find-permission";
import { type PermissionView, updatePermissionSchema } from "./schemas";

const FIELDS = ["description", "administrative"] as const;

/**
 * Changes what is said of a permission. Administrative or not decides which of an API's limits its keys have, from the
 * next verification on. Errors: invalid_request, not_found.
 */
export async function updatePermission(
  ctx: Ctx,
  id: string,
  input: z.input<typeof updatePermissionSchema>,
): Promise<PermissionView> {
  requireScope(ctx, "permissions:update");
  requireEveryApi(ctx);
  const wanted = parseInput(updatePermissionSchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockPermission(ctx, id);
    const changed = changedFields(FIELDS, row, wanted);
    if (changed.length === 0) return viewPermission(ctx.tx, row);
    const pick = (source: Partial<Record<(typeof FIELDS)[number], unknown>>) =>
      Object.fromEntries(changed.map((field) => [field, source[field]]));
    const [updated] = await ctx.tx
      .update(permissions)
      .set({ ...pick(wanted), updatedAt: new Date(ctx.rt.now()) })
      .where(and(eq(permissions.workspaceId, ctx.workspaceId), eq(permissions.id, id)))
      .returning();
    if (!updated) throw new Error("a locked permission was not updated");
    await audit(ctx, {
      action: "permission.updated",
      target: { type: "permission", id, name: row.name },
      before: pick(row),
      after: pick(wanted),
    });
    // Also keys that have it by a wildcard or a role: they are not known by name here.
    if (changed.includes("administrative"))
      await ctx.rt.changes.announce(ctx, { workspace: ctx.workspaceId });
    return viewPermission(ctx.tx, updated);
  });
}
