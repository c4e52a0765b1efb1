import { z } from "zod";
import type { permissions } from "@/db/schema";
import { descriptionField, pageFields } from "../keys/fields";
import { fieldErrorsField } from "../platform/errors/problem-schema";
import { createdAtField, EXAMPLE_ID, permissionUseField, updatedAtField } from "../platform/fields";
import { CATALOGUE_NAME } from "../platform/permission";

const NAME = { description: "The permission, `resource:action`.", examples: ["orders:read"] };
const DESCRIPTION = {
  description: "What it allows, in a sentence or two.",
  examples: ["May look orders up."],
};
const ADMINISTRATIVE = {
  description: "Whether keys with this permission are listed separately and get `administrativeRatelimits`.",
  examples: [false],
};

const catalogueNameField = z
  .string()
  .regex(CATALOGUE_NAME, "must be resource:action without a wildcard (letters, digits, _ . -)")
  .meta(NAME);

export const createPermissionSchema = z
  .strictObject({
    name: catalogueNameField,
    description: descriptionField.optional().meta(DESCRIPTION),
    administrative: z.boolean().default(false).meta(ADMINISTRATIVE),
  })
  .meta({ id: "CreatePermission", description: "A permission to create." });

/** The name stays: keys, roles and the callers' own code say it. */
export const updatePermissionSchema = z
  .strictObject({
    description: descriptionField.optional().meta(DESCRIPTION),
    administrative: z.boolean().optional().meta(ADMINISTRATIVE),
  })
  .meta({
    id: "UpdatePermission",
    description: "Changes to a permission. Fields that are left out stay as they are.",
  });

export const listPermissionsSchema = z.strictObject({
  ...pageFields,
  search: z.string().trim().max(255).optional().describe("Part of a name or description."),
  administrative: z
    .enum(["true", "false"], "must be true or false")
    .optional()
    .describe("Only administrative permissions, or only others."),
});

export const permissionSchema = z
  .object({
    id: z.string().meta({ description: "The permission's id.", examples: [EXAMPLE_ID.permission] }),
    name: z.string().meta(NAME),
    description: z.string().nullable().meta(DESCRIPTION),
    administrative: z.boolean().meta(ADMINISTRATIVE),
    usedBy: permissionUseField.describe(
      "How many keys, roles and APIs name it. Revoked keys don't count, and neither do wildcards that cover it.",
    ),
    createdAt: createdAtField,
    updatedAt: updatedAtField,
  })
  .meta({ id: "Permission", description: "A permission in the catalogue." });
export type PermissionView = z.output<typeof permissionSchema>;
export type PermissionUse = PermissionView["usedBy"];
export type PermissionRow = typeof permissions.$inferSelect;

export const MAX_BULK = 1_000;

/** As it is documented. Each entry is looked at by itself, so that one that is wrong spoils no other. */
export const createPermissionsSchema = z
  .strictObject({
    permissions: z.array(createPermissionSchema).min(1).max(MAX_BULK).describe("The permissions to create."),
  })
  .meta({ id: "CreatePermissions", description: "Permissions to create." });

export const bulkResultSchema = z
  .object({
    index: z.int().meta({ description: "The entry's place in the request, from 0.", examples: [0] }),
    name: z
      .string()
      .nullable()
      .meta({ ...NAME, description: "The permission's name. Null: it had none." }),
    status: z
      .enum(["created", "existed", "error"])
      .describe("`created`, `existed` (nothing was changed) or `error` (see `errors`)."),
    id: z
      .string()
      .nullable()
      .meta({
        description: "The permission's id. Null: it wasn't created.",
        examples: [EXAMPLE_ID.permission],
      }),
    errors: fieldErrorsField,
  })
  .meta({ id: "CreatePermissionResult", description: "What became of one permission of the request." });
export type BulkResult = z.output<typeof bulkResultSchema>;
export const bulkAnswerSchema = z
  .object({
    created: z.int().meta({ description: "How many permissions were created.", examples: [2] }),
    existed: z.int().meta({ description: "How many permissions existed already.", examples: [1] }),
    failed: z.int().meta({ description: "How many permissions couldn't be created.", examples: [1] }),
    results: z
      .array(bulkResultSchema)
      .describe("One result for each permission, in the order of the request."),
  })
  .meta({ id: "CreatePermissionsResult", description: "What became of each permission of the request." });
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
