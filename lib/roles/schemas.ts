import { z } from "zod";
import type { roles } from "@/db/schema";
import { descriptionField, pageFields, permissionsField, roleNameField } from "../keys/fields";
import { createdAtField, EXAMPLE_ID, keyUseField, updatedAtField, versionField } from "../platform/fields";

const DESCRIPTION = {
  description: "What it is for, in a sentence or two.",
  examples: ["May look orders up."],
};
const PERMISSIONS = {
  description: "The permissions that it gives. Wildcards such as `orders:*` and `*` are allowed.",
  examples: [["orders:read"]],
};

export const createRoleSchema = z
  .strictObject({
    name: roleNameField,
    description: descriptionField.optional().meta(DESCRIPTION),
    permissions: permissionsField.default([]).meta(PERMISSIONS),
  })
  .meta({ id: "CreateRole", description: "A role to create." });

/** Keys hold a role by its id: a new name reaches them all. */
export const updateRoleSchema = z
  .strictObject({
    name: roleNameField.optional(),
    description: descriptionField.optional().meta(DESCRIPTION),
    permissions: permissionsField.optional().meta(PERMISSIONS),
  })
  .meta({ id: "UpdateRole", description: "Changes to a role. Fields that are left out stay as they are." });

export const listRolesSchema = z.strictObject({
  ...pageFields,
  search: z.string().trim().max(255).optional().describe("Part of a name or description."),
  permission: z
    .string()
    .max(129)
    .optional()
    .describe("Only roles that name this permission or wildcard themselves."),
});

export const roleSchema = z
  .object({
    id: z.string().meta({ description: "The role's id.", examples: [EXAMPLE_ID.role] }),
    name: z.string().meta({ description: "The role's name.", examples: ["reader"] }),
    description: z.string().nullable().meta(DESCRIPTION),
    permissions: z.array(z.string()).meta(PERMISSIONS),
    usedBy: keyUseField.describe("How many keys have it. Revoked keys don't count."),
    version: versionField,
    createdAt: createdAtField,
    updatedAt: updatedAtField,
  })
  .meta({ id: "Role", description: "A named set of permissions." });
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
