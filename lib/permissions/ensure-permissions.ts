import type { Tx } from "@/db/client";
import { permissions } from "@/db/schema";
import { auditAll } from "../audit/audit";
import type { Ctx } from "../context";
import { newId } from "../ids";

/** Puts the permissions that keys, roles or APIs name into the catalogue, if they are not there. Wildcards are no entries. */
export async function ensurePermissions(tx: Tx, ctx: Ctx, names: readonly string[]): Promise<void> {
  const exact = [...new Set(names)].filter((name) => !name.endsWith("*"));
  if (exact.length === 0) return;
  const now = ctx.rt.now();
  const at = new Date(now);
  const made = await tx
    .insert(permissions)
    .values(
      exact.map((name) => ({
        id: newId("permission", now),
        workspaceId: ctx.workspaceId,
        name,
        createdAt: at,
        updatedAt: at,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: permissions.id, name: permissions.name });
  await auditAll(
    tx,
    ctx,
    made.map(({ id, name }) => ({
      action: "permission.created",
      target: { type: "permission" as const, id, name },
      after: { name },
    })),
  );
}
