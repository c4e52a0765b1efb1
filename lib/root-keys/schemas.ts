import { z } from "zod";
import {
  futureField,
  ipAllowlistField,
  nameField,
  pageFields,
  ratelimitSchema,
  ratelimitsField,
} from "../keys/fields";
import { keySchema, newSecretField, secretSchema } from "../keys/schemas";
import { SCOPES } from "../platform/context";
import { EXAMPLE_ID } from "../platform/fields";

const NAME = { description: "A name to recognize it by.", examples: ["orders backend"] };
const PERMISSIONS = {
  description: "Latchkey's own permissions: what it may do with this API.",
  examples: [["keys:verify"]],
};
const API_IDS = {
  description: "The APIs that it is limited to. Empty: all, including those you add later.",
  examples: [[]],
};
const RATELIMITS = {
  description: "Its own limits. Without any, management calls have a default limit.",
  examples: [[]],
};

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

const fields = {
  name: nameField.meta(NAME),
  permissions: scopesField.meta(PERMISSIONS),
  apiIds: apiIdsField.meta(API_IDS),
  ratelimits: ratelimitsField.meta(RATELIMITS),
  expiresAt: futureField.nullish().describe("When it expires. Null: never."),
};

export const createRootKeySchema = z
  .strictObject({
    name: fields.name,
    permissions: fields.permissions,
    expiresAt: fields.expiresAt,
    ratelimits: fields.ratelimits.default([]),
    apiIds: fields.apiIds.default([]),
    ipAllowlist: ipAllowlistField.default([]),
  })
  .meta({ id: "CreateRootKey", description: "A root key to create." });

export const updateRootKeySchema = z
  .strictObject({
    name: fields.name.optional(),
    enabled: keySchema.shape.enabled.optional(),
    permissions: fields.permissions.optional(),
    apiIds: fields.apiIds.optional(),
    ipAllowlist: ipAllowlistField.optional(),
    expiresAt: fields.expiresAt,
    ratelimits: fields.ratelimits.optional(),
  })
  .meta({
    id: "UpdateRootKey",
    description: "Changes to a root key. Fields that are left out stay as they are; null removes the expiry.",
  });

export const listRootKeysSchema = z.strictObject(pageFields);

const shared = keySchema.shape;
export const rootKeySchema = z
  .object({
    id: z.string().meta({ description: "The root key's id.", examples: [EXAMPLE_ID.rootKey] }),
    name: z.string().meta(NAME),
    prefix: z.string().meta({ description: "Always `lk`.", examples: ["lk"] }),
    state: shared.state,
    enabled: shared.enabled,
    permissions: z.array(z.string()).meta(PERMISSIONS),
    apiIds: z.array(z.string()).meta(API_IDS),
    ratelimits: z.array(ratelimitSchema).meta(RATELIMITS),
    ipAllowlist: shared.ipAllowlist,
    expiresAt: shared.expiresAt,
    revokedAt: shared.revokedAt,
    createdAt: shared.createdAt,
    updatedAt: shared.updatedAt,
    version: shared.version,
    lastUsedAt: shared.lastUsedAt,
    secrets: shared.secrets,
    rotation: shared.rotation,
  })
  .meta({ id: "RootKey", description: "A credential for this API." });

export type RootKeyView = z.output<typeof rootKeySchema>;
export const rootKeyWithSecretSchema = z
  .object({
    rootKey: rootKeySchema.describe("The root key."),
    secret: newSecretField.meta({ examples: ["lk_root_7hT3…"] }),
  })
  .meta({ id: "RootKeyWithSecret", description: "A root key and its new secret." });

/** What a root key may know of itself; no permission is needed for it. */
export const whoamiSchema = z
  .object({
    rootKeyId: z.string().meta({
      description: "The id of the root key that made this request.",
      examples: [EXAMPLE_ID.rootKey],
    }),
    name: z.string().meta(NAME),
    workspaceId: z.string().meta({
      description: "The workspace that it belongs to.",
      examples: [EXAMPLE_ID.workspace],
    }),
    permissions: z.array(z.string()).meta(PERMISSIONS),
    apiIds: z.array(z.string()).meta(API_IDS),
    ipAllowlist: shared.ipAllowlist,
    expiresAt: shared.expiresAt,
    ratelimits: z.array(ratelimitSchema).describe("The limits that apply to its management calls."),
    secret: secretSchema.pick({ id: true, start: true, state: true, createdAt: true, retiresAt: true }).meta({
      id: "PresentedSecret",
      description: "The secret that made this request. If it is `retiring`, replace it.",
    }),
    rotation: shared.rotation,
  })
  .meta({ id: "CurrentRootKey", description: "The root key that made this request." });
