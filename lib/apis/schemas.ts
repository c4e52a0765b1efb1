import { z } from "zod";
import type { apis } from "@/db/schema";
import {
  lifetimeField,
  nameField,
  pageFields,
  permissionsField,
  prefixField,
  ratelimitSchema,
  ratelimitsField,
  shownLimits,
} from "../keys/fields";
import { PUBLISHABLE_PREFIX } from "../keys/publishable";
import { Problem } from "../platform/errors/problem";
import { createdAtField, EXAMPLE_ID, updatedAtField, versionField } from "../platform/fields";

const NAME = { description: "A name to recognize it by.", examples: ["Orders API"] };
const PREFIX = { description: "The prefix of keys that are created without one.", examples: ["sk"] };
const PERMISSIONS = {
  description: "Permissions to suggest when a key is created. Keys may have others.",
  examples: [["orders:read", "orders:write"]],
};
const RATELIMITS = "Default limits. They apply to each key that has no limit of the same name.";
const ADMINISTRATIVE_RATELIMITS = {
  description: "Default limits of keys with an administrative permission, instead of `ratelimits`.",
  examples: [[]],
};
const DEFAULT_LIFETIME = {
  description:
    "How long keys live that are created without `expiresAt`, in seconds. Null: they don't expire.",
  examples: [null],
};
const MAX_LIFETIME = {
  description: "The longest that a key may live, in seconds. Null: no limit.",
  examples: [null],
};

const defaultPrefixField = prefixField.refine(
  (prefix) => prefix !== PUBLISHABLE_PREFIX,
  "pk is for publishable keys only",
);
/** The default cannot be longer than the maximum; both are seconds, null: none. */
const lifetimes = {
  defaultLifetimeSeconds: lifetimeField.nullish().meta(DEFAULT_LIFETIME),
  maxLifetimeSeconds: lifetimeField.nullish().meta(MAX_LIFETIME),
};

export const createApiSchema = z
  .strictObject({
    name: nameField.meta(NAME),
    defaultPrefix: defaultPrefixField.default("sk").meta(PREFIX),
    permissions: permissionsField.default([]).meta(PERMISSIONS),
    ratelimits: ratelimitsField.default([]).describe(RATELIMITS),
    administrativeRatelimits: ratelimitsField.default([]).meta(ADMINISTRATIVE_RATELIMITS),
    ...lifetimes,
  })
  .meta({ id: "CreateApi", description: "An API to create." });

export const updateApiSchema = z
  .strictObject({
    name: nameField.optional().meta(NAME),
    defaultPrefix: defaultPrefixField.optional().meta(PREFIX),
    permissions: permissionsField.optional().meta(PERMISSIONS),
    ratelimits: ratelimitsField.optional().describe(RATELIMITS),
    administrativeRatelimits: ratelimitsField.optional().meta(ADMINISTRATIVE_RATELIMITS),
    ...lifetimes,
  })
  .meta({ id: "UpdateApi", description: "Changes to an API. Fields that are left out stay as they are." });

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

export const apiSchema = z
  .object({
    id: z.string().meta({ description: "The API's id.", examples: [EXAMPLE_ID.api] }),
    name: z.string().meta(NAME),
    defaultPrefix: z.string().meta(PREFIX),
    permissions: z.array(z.string()).meta(PERMISSIONS),
    ratelimits: z.array(ratelimitSchema).describe(RATELIMITS),
    administrativeRatelimits: z.array(ratelimitSchema).meta(ADMINISTRATIVE_RATELIMITS),
    defaultLifetimeSeconds: z.int().nullable().meta(DEFAULT_LIFETIME),
    maxLifetimeSeconds: z.int().nullable().meta(MAX_LIFETIME),
    version: versionField,
    createdAt: createdAtField,
    updatedAt: updatedAtField,
  })
  .meta({ id: "Api", description: "An API that keys are created for, with their defaults." });

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
