import { z } from "zod";
import {
  futureField,
  ipAllowlistField,
  nameField,
  pageFields,
  ratelimitField,
  ratelimitsField,
} from "../keys/fields";
import { KEY_STATES, secretSchema } from "../keys/schemas";
import { SCOPES } from "../platform/context";

const resources = [...new Set(SCOPES.map((scope) => scope.slice(0, scope.indexOf(":"))))];
const grantable = new Set<string>([...SCOPES, ...resources.map((r) => `${r}:*`), "*"]);

const scopesField = z
  .array(z.string().refine((name) => grantable.has(name), "is not one of Latchkey's own permissions"))
  .min(1, "must name at least one permission")
  .transform((names) => [...new Set(names)].sort());

const apiIdsField = z
  .array(z.string().max(64))
  .max(100, "must have at most 100 entries")
  .transform((ids) => [...new Set(ids)]);

export const createRootKeySchema = z.strictObject({
  name: nameField,
  permissions: scopesField,
  expiresAt: futureField.nullish(),
  /** Left out, management calls have a default limit and verifying has none. */
  ratelimits: ratelimitsField.default([]),
  /** The APIs that it is limited to; empty: all, also those to come. */
  apiIds: apiIdsField.default([]),
  /** Addresses and ranges that it may call from; empty: any. */
  ipAllowlist: ipAllowlistField.default([]),
});

/** What is left out stays; null takes an expiry away. */
export const updateRootKeySchema = z.strictObject({
  name: nameField.optional(),
  enabled: z.boolean().optional(),
  permissions: scopesField.optional(),
  apiIds: apiIdsField.optional(),
  ipAllowlist: ipAllowlistField.optional(),
  expiresAt: futureField.nullable().optional(),
  ratelimits: ratelimitsField.optional(),
});

export const listRootKeysSchema = z.strictObject(pageFields);

const time = z.iso.datetime();
export const rootKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  state: z.enum(KEY_STATES),
  enabled: z.boolean(),
  permissions: z.array(z.string()),
  /** Empty: all APIs. */
  apiIds: z.array(z.string()),
  ratelimits: z.array(ratelimitField),
  ipAllowlist: z.array(z.string()),
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
  version: z.int(),
  lastUsedAt: time.nullable(),
  secrets: z.array(secretSchema),
  rotation: z
    .object({ oldSecretId: z.string(), newSecretId: z.string(), startedAt: time, retiresAt: time })
    .nullable(),
});

export type RootKeyView = z.output<typeof rootKeySchema>;
export const rootKeyWithSecretSchema = z.object({ rootKey: rootKeySchema, secret: z.string() });

/** What a root key may know of itself; no permission is needed for it. */
export const whoamiSchema = z.object({
  rootKeyId: z.string(),
  name: z.string(),
  workspaceId: z.string(),
  permissions: z.array(z.string()),
  /** The APIs that it is limited to; empty: all. */
  apiIds: z.array(z.string()),
  ipAllowlist: z.array(z.string()),
  expiresAt: time.nullable(),
  /** What holds for its management calls. */
  ratelimits: z.array(ratelimitField),
  /** The one that was presented; `retiring` calls for its successor. */
  secret: secretSchema.pick({ id: true, start: true, state: true, createdAt: true, retiresAt: true }),
  rotation: rootKeySchema.shape.rotation,
});
