import { permissions } from "@/db/schema";
import { auditAll } from "../audit/audit";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";
import type { PermissionRow } from "./schemas";

type NewPermission = { name: string; description?: string | null | undefined; administrative: boolean };

/** Writes entries of the catalogue with their audit events. Those of a name that is there already are not in the answer. */
export async function insertPermissions(
  ctx: TxCtx,
  wanted: readonly NewPermission[],
): Promise<PermissionRow[]> {
  if (wanted.length === 0) return [];
  const now = ctx.rt.now();
  const at = new Date(now);
  const made = await ctx.tx
    .insert(permissions)
    .values(
      wanted.map(({ name, description = null, administrative }) => ({
        id: newId("permission", now),
        workspaceId: ctx.workspaceId,
        name,
        description,
        administrative,
        createdAt: at,
        updatedAt: at,
      })),
    )
    .onConflictDoNothing()
    .returning();
  await auditAll(
    ctx,
    made.map(({ id, name, description, administrative }) => ({
      action: "permission.created",
      target: { type: "permission" as const, id, name },
      after: { name, ...(description ? { description } : {}), ...(administrative ? { administrative } : {}) },
    })),
  );
  // A key whose wildcard covers one is an administrator's from now on.
  if (made.some((row) => row.administrative))
    await ctx.rt.changes.announce(ctx, { workspace: ctx.workspaceId });
  return made;
}
