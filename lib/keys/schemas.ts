import { z } from "zod";
import { creditsChangeField, creditsField, creditsSchema } from "../credits/fields";
import {
  allowedOriginsField,
  externalIdField,
  futureField,
  instantField,
  ipAllowlistField,
  metadataField,
  nameField,
  overlapField,
  pageFields,
  permissionField,
  permissionsField,
  prefixField,
  ratelimitField,
  ratelimitsField,
  roleNameField,
  rolesField,
} from "./fields";

export const createKeySchema = z.strictObject({
  apiId: z.string().min(1, "is required"),
  name: nameField,
  environment: z.enum(["live", "test"]).default("live"),
  /** The API's default prefix if left out. */
  prefix: prefixField.optional(),
  externalId: externalIdField.optional(),
  permissions: permissionsField.default([]),
  roles: rolesField.default([]),
  /** Left out, the API's default lifetime holds; null: never, if the API's maximum allows it. */
  expiresAt: futureField.nullish(),
  ipAllowlist: ipAllowlistField.default([]),
  ratelimits: ratelimitsField.default([]),
  credits: creditsField.nullish(),
  /** For browsers and apps: prefix pk, read permissions only, bound to allowedOrigins. */
  publishable: z.boolean().default(false),
  allowedOrigins: allowedOriginsField.default([]),
  metadata: metadataField.default({}),
});

/** What is left out stays; null takes away. */
export const updateKeySchema = z.strictObject({
  name: nameField.optional(),
  enabled: z.boolean().optional(),
  externalId: externalIdField.nullable().optional(),
  permissions: permissionsField.optional(),
  roles: rolesField.optional(),
  expiresAt: futureField.nullable().optional(),
  ipAllowlist: ipAllowlistField.optional(),
  ratelimits: ratelimitsField.optional(),
  credits: creditsChangeField.nullable().optional(),
  allowedOrigins: allowedOriginsField.optional(),
  metadata: metadataField.optional(),
});

/** The states a list can be narrowed to. `rotating`, `expiring` (within 30 days) and `unused` are kinds of active. */
export const KEY_FILTERS = [
  "active",
  "rotating",
  "expiring",
  "unused",
  "disabled",
  "expired",
  "revoked",
] as const;

/** Newest first, by name, last used first, or soonest to expire. */
export const KEY_SORTS = ["newest", "name", "lastUsed", "expiry"] as const;

const flagField = z
  .enum(["true", "false"], "must be true or false")
  .transform((text) => text === "true")
  .optional();

export const listKeysSchema = z.strictObject({
  ...pageFields,
  apiId: z.string().max(64).optional(),
  environment: z.enum(["live", "test"]).optional(),
  externalId: z.string().max(255).optional(),
  state: z.enum(KEY_FILTERS).optional(),
  /** Part of a name or owner, or the beginning of an id or of a secret's start; under three characters, of a name. */
  search: z.string().trim().max(255).optional(),
  /** Keys that have it, also through a wildcard or a role. */
  permission: permissionField.optional(),
  role: roleNameField.optional(),
  publishable: flagField,
  /** With a permission that is marked administrative. */
  administrative: flagField,
  createdAfter: instantField.optional(),
  createdBefore: instantField.optional(),
  lastUsedAfter: instantField.optional(),
  /** Used, but not since. */
  lastUsedBefore: instantField.optional(),
  expiresWithinDays: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(3_650, "must be at most 3,650")
    .optional(),
  sort: z.enum(KEY_SORTS).default("newest"),
});

export const rotateSchema = z.strictObject({ overlapSeconds: overlapField.default(86_400) });
export const extendSchema = z.strictObject({ overlapSeconds: overlapField });

const time = z.iso.datetime();

export const SECRET_STATES = ["active", "retiring", "retired"] as const;
export const secretSchema = z.object({
  id: z.string(),
  start: z.string(),
  last4: z.string(),
  state: z.enum(SECRET_STATES),
  createdAt: time,
  retiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  lastValidAt: time.nullable(),
  lastUsedAddress: z.string().nullable(),
});

export const KEY_STATES = ["active", "disabled", "expired", "revoked"] as const;
export const keySchema = z.object({
  id: z.string(),
  apiId: z.string(),
  environment: z.enum(["live", "test"]),
  name: z.string(),
  prefix: z.string(),
  state: z.enum(KEY_STATES),
  enabled: z.boolean(),
  externalId: z.string().nullable(),
  identityId: z.string().nullable(),
  /** Given to the key itself; its roles give more. */
  permissions: z.array(z.string()),
  roles: z.array(z.string()),
  ipAllowlist: z.array(z.string()),
  ratelimits: z.array(ratelimitField),
  credits: creditsSchema.nullable(),
  publishable: z.boolean(),
  allowedOrigins: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
  /** Counts changes; the ETag is made of it. */
  version: z.int(),
  lastUsedAt: time.nullable(),
  /** Newest first; retired ones are kept as history. */
  secrets: z.array(secretSchema),
  rotation: z
    .object({ oldSecretId: z.string(), newSecretId: z.string(), startedAt: time, retiresAt: time })
    .nullable(),
});

export type SecretView = z.output<typeof secretSchema>;
export type KeyView = z.output<typeof keySchema>;
/** The secret itself is in this answer and nowhere else, ever. */
export const keyWithSecretSchema = z.object({ key: keySchema, secret: z.string() });
export type KeyWithSecret = z.output<typeof keyWithSecretSchema>;
