import { z } from "zod";
import { SCOPES } from "../context";
import { futureField, nameField, pageFields, ratelimitField, ratelimitsField } from "../keys/fields";
import { KEY_STATES, secretSchema } from "../keys/schemas";

const resources = [...new Set(SCOPES.map((scope) => scope.slice(0, scope.indexOf(":"))))];
const grantable = new Set<string>([...SCOPES, ...resources.map((r) => `${r}:*`), "*"]);

const scopesField = z
  .array(z.string().refine((name) => grantable.has(name), "is not one of Latchkey's own permissions"))
  .min(1, "must name at least one permission")
  .transform((names) => [...new Set(names)].sort());

export const createRootKeySchema = z.strictObject({
  name: nameField,
  permissions: scopesField,
  expiresAt: futureField.nullish(),
  /** Left out, management calls have a default limit and verifying has none. */
  ratelimits: ratelimitsField.default([]),
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
