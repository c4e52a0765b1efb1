import { and, eq, inArray } from "drizzle-orm";
import { permissions } from "@/db/schema";
import { auditAll } from "../audit/audit";
import type { TxCtx } from "../platform/context";
import { newId } from "../platform/ids";

/**
 * Puts the permissions that keys, roles or APIs name into the catalogue, if they are not there, and keeps them there
 * until the transaction ends. Wildcards are no entries.
 */
export async function ensurePermissions(ctx: TxCtx, names: readonly string[]): Promise<void> {
  const exact = [...new Set(names)].filter((name) => !name.endsWith("*")).sort();
  if (exact.length === 0) return;
  const now = ctx.rt.now();
  const at = new Date(now);
  const made = await ctx.tx
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
  // Who deletes one waits for this lock, and then sees where it is used. In one order, so that no two wait for each other.
  const held = await ctx.tx
    .select({ name: permissions.name })
    .from(permissions)
    .where(and(eq(permissions.workspaceId, ctx.workspaceId), inArray(permissions.name, exact)))
    .orderBy(permissions.name)
    .for("key share");
  await auditAll(
    ctx,
    made.map(({ id, name }) => ({
      action: "permission.created",
      target: { type: "permission" as const, id, name },
      after: { name },
    })),
  );
  // One was deleted between the two statements: it is made again.
  if (held.length < exact.length) await ensurePermissions(ctx, exact);
}
