import { z } from "zod";
import type { permissions } from "@/db/schema";
import { descriptionField, pageFields } from "../keys/fields";
import { CATALOGUE_NAME } from "../platform/permission";

const catalogueNameField = z
  .string()
  .regex(CATALOGUE_NAME, "must be resource:action without a wildcard (letters, digits, _ . -)");

export const createPermissionSchema = z.strictObject({
  name: catalogueNameField,
  description: descriptionField.optional(),
  /** Keys that have it are shown apart, and held to their API's stricter limits. */
  administrative: z.boolean().default(false),
});

/** The name stays: keys, roles and the callers' own code say it. */
export const updatePermissionSchema = z.strictObject({
  description: descriptionField.optional(),
  administrative: z.boolean().optional(),
});

export const listPermissionsSchema = z.strictObject({
  ...pageFields,
  /** Part of a name or description. */
  search: z.string().trim().max(255).optional(),
  administrative: z.enum(["true", "false"], "must be true or false").optional(),
});

export const permissionSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  administrative: z.boolean(),
  /** Who names it. Keys that are revoked do not count, and neither do wildcards that cover it. */
  usedBy: z.object({ keys: z.int(), roles: z.int(), apis: z.int() }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type PermissionView = z.output<typeof permissionSchema>;
export type PermissionUse = PermissionView["usedBy"];
export type PermissionRow = typeof permissions.$inferSelect;

export const MAX_BULK = 1_000;

/** As it is documented. Each entry is looked at by itself, so that one that is wrong spoils no other. */
export const createPermissionsSchema = z.strictObject({
  permissions: z.array(createPermissionSchema).min(1).max(MAX_BULK),
});

export const bulkResultSchema = z.object({
  /** Place in the request, from 0. */
  index: z.int(),
  name: z.string().nullable(),
  /** `existed`: it was there before and is left as it was. */
  status: z.enum(["created", "existed", "error"]),
  id: z.string().nullable(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
});
export type BulkResult = z.output<typeof bulkResultSchema>;
export const bulkAnswerSchema = z.object({
  created: z.int(),
  existed: z.int(),
  failed: z.int(),
  results: z.array(bulkResultSchema),
});
export type BulkAnswer = z.output<typeof bulkAnswerSchema>;

export const NO_USE: PermissionUse = { keys: 0, roles: 0, apis: 0 };

export function permissionView(row: PermissionRow, usedBy: PermissionUse): PermissionView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    administrative: row.administrative,
    usedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
