import { z } from "zod";
import type { roles } from "@/db/schema";
import { descriptionField, pageFields, permissionsField, roleNameField } from "../keys/fields";

export const createRoleSchema = z.strictObject({
  name: roleNameField,
  description: descriptionField.optional(),
  /** Wildcards too: `orders:*`, `*`. */
  permissions: permissionsField.default([]),
});

/** Keys hold a role by its id: a new name reaches them all. */
export const updateRoleSchema = z.strictObject({
  name: roleNameField.optional(),
  description: descriptionField.optional(),
  permissions: permissionsField.optional(),
});

export const listRolesSchema = z.strictObject({
  ...pageFields,
  /** Part of a name or description. */
  search: z.string().trim().max(255).optional(),
  /** Only roles that name this permission, or this wildcard, themselves. */
  permission: z.string().max(129).optional(),
});

export const roleSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  permissions: z.array(z.string()),
  /** Keys that have it; revoked ones do not count. */
  usedBy: z.object({ keys: z.int() }),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type RoleView = z.output<typeof roleSchema>;

export function roleView(row: typeof roles.$inferSelect, keys: number): RoleView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    permissions: row.permissions,
    usedBy: { keys },
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
