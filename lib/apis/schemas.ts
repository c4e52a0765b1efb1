import { z } from "zod";
import type { apis } from "@/db/schema";
import {
  lifetimeField,
  nameField,
  pageFields,
  permissionsField,
  prefixField,
  ratelimitField,
  ratelimitsField,
  shownLimits,
} from "../keys/fields";
import { PUBLISHABLE_PREFIX } from "../keys/publishable";
import { Problem } from "../platform/errors/problem";

const defaultPrefixField = prefixField.refine(
  (prefix) => prefix !== PUBLISHABLE_PREFIX,
  "pk is for publishable keys only",
);
/** The default cannot be longer than the maximum; both are seconds, null: none. */
const lifetimes = {
  defaultLifetimeSeconds: lifetimeField.nullish(),
  maxLifetimeSeconds: lifetimeField.nullish(),
};

export const createApiSchema = z.strictObject({
  name: nameField,
  defaultPrefix: defaultPrefixField.default("sk"),
  /** Offered when a key is created; a key may have others. */
  permissions: permissionsField.default([]),
  /** Hold for each key that has none of the same name. */
  ratelimits: ratelimitsField.default([]),
  /** In their place for keys with an administrative permission. */
  administrativeRatelimits: ratelimitsField.default([]),
  ...lifetimes,
});

export const updateApiSchema = z.strictObject({
  name: nameField.optional(),
  defaultPrefix: defaultPrefixField.optional(),
  permissions: permissionsField.optional(),
  ratelimits: ratelimitsField.optional(),
  administrativeRatelimits: ratelimitsField.optional(),
  ...lifetimes,
});

/** Throws `invalid_request` if keys would by default live longer than they may. */
export function checkLifetimes(api: {
  defaultLifetimeSeconds?: number | null | undefined;
  maxLifetimeSeconds?: number | null | undefined;
}): void {
  if (!api.defaultLifetimeSeconds || !api.maxLifetimeSeconds) return;
  if (api.defaultLifetimeSeconds <= api.maxLifetimeSeconds) return;
  const message = `must be at most ${api.maxLifetimeSeconds}, the maximum lifetime`;
  throw new Problem("invalid_request", `defaultLifetimeSeconds: ${message}`, [
    { field: "defaultLifetimeSeconds", message },
  ]);
}

export const listApisSchema = z.strictObject(pageFields);

export const apiSchema = z.object({
  id: z.string(),
  name: z.string(),
  defaultPrefix: z.string(),
  permissions: z.array(z.string()),
  ratelimits: z.array(ratelimitField),
  administrativeRatelimits: z.array(ratelimitField),
  defaultLifetimeSeconds: z.int().nullable(),
  maxLifetimeSeconds: z.int().nullable(),
  version: z.int(),
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
    ratelimits: shownLimits(row.ratelimits),
    administrativeRatelimits: shownLimits(row.administrativeRatelimits),
    defaultLifetimeSeconds: row.defaultLifetimeSeconds,
    maxLifetimeSeconds: row.maxLifetimeSeconds,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
