import { and, eq, inArray } from "drizzle-orm";
import { permissions, roles } from "@/db/schema";
import type { KeyView } from "../keys/schemas";
import type { Ctx } from "../platform/context";
import { allows, permissionSet } from "../platform/permission";
import { reading } from "../platform/transact";

/** Of these keys those with a permission that is marked administrative, by themselves or by a role. No permission of its own: it is part of what a key shows. */
export async function administrativeKeys(
  ctx: Ctx,
  keys: readonly Pick<KeyView, "id" | "permissions" | "roles">[],
): Promise<Set<string>> {
  const tx = reading(ctx);
  const marked = await tx
    .select({ name: permissions.name })
    .from(permissions)
    .where(and(eq(permissions.workspaceId, ctx.workspaceId), permissions.administrative));
  if (marked.length === 0) return new Set();
  const named = [...new Set(keys.flatMap((key) => key.roles))];
  const given = named.length
    ? await tx
        .select({ name: roles.name, permissions: roles.permissions })
        .from(roles)
        .where(and(eq(roles.workspaceId, ctx.workspaceId), inArray(roles.name, named)))
    : [];
  const byRole = new Map(given.map((role) => [role.name, role.permissions]));
  const isAdministrative = (key: (typeof keys)[number]) => {
    const granted = permissionSet([
      ...key.permissions,
      ...key.roles.flatMap((name) => byRole.get(name) ?? []),
    ]);
    return marked.some(({ name }) => allows(granted, name));
  };
  return new Set(keys.filter(isAdministrative).map((key) => key.id));
}
