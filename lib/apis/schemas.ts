import { z } from "zod";
import type { apis } from "@/db/schema";
import { nameField, pageFields, permissionsField, prefixField } from "../keys/fields";

export const createApiSchema = z.strictObject({
  name: nameField,
  defaultPrefix: prefixField.default("sk"),
  /** Offered when a key is created; a key may have others. */
  permissions: permissionsField.default([]),
});

export const updateApiSchema = z.strictObject({
  name: nameField.optional(),
  defaultPrefix: prefixField.optional(),
  permissions: permissionsField.optional(),
});

export const listApisSchema = z.strictObject(pageFields);

export const apiSchema = z.object({
  id: z.string(),
  name: z.string(),
  defaultPrefix: z.string(),
  permissions: z.array(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type ApiView = z.output<typeof apiSchema>;
export type ApiRow = typeof apis.$inferSelect;

export function apiView(row: ApiRow): ApiView {
  return {
    id: row.id,
    name: row.name,
    defaultPrefix: row.defaultPrefix,
    permissions: row.permissions,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
