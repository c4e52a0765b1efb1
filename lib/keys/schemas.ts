import { z } from "zod";
import { creditsChangeField, creditsField, creditsSchema } from "../credits/fields";
import {
  apiIdField,
  createdAtField,
  EXAMPLE_ID,
  EXAMPLE_TIME,
  environmentField,
  shownMetadataField,
  shownNameField,
  updatedAtField,
  versionField,
} from "../platform/fields";
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
  ratelimitSchema,
  ratelimitsField,
  roleNameField,
  rolesField,
} from "./fields";

const CREDITS = "What it can spend. Null: no limit.";
const KEY_RATELIMITS = "Limits of this key. They replace the API's defaults of the same name.";
const KEY_PERMISSIONS = "Permissions of the key itself, `resource:action`. Its roles add theirs.";
const EXPIRES_AT = "When it expires. Null: never.";
const PUBLISHABLE =
  "Whether the key is for browsers and apps. It can only have read permissions, and only works from `allowedOrigins`.";

export const enabledField = z
  .boolean()
  .meta({ description: "False: calls are denied until the key is enabled again.", examples: [true] });

export const createKeySchema = z
  .strictObject({
    apiId: z
      .string()
      .min(1, "is required")
      .meta({
        description: "The API that the key is for.",
        examples: [EXAMPLE_ID.api],
      }),
    name: nameField,
    environment: environmentField.default("live"),
    prefix: prefixField
      .optional()
      .describe("The beginning of the secret. If you leave it out, the API's default prefix is used."),
    externalId: externalIdField.optional(),
    permissions: permissionsField.default([]).describe(KEY_PERMISSIONS),
    roles: rolesField.default([]),
    expiresAt: futureField
      .nullish()
      .describe(
        "When it expires. Null: never, if the API has no maximum lifetime. If you leave it out, the API's default lifetime applies.",
      ),
    ipAllowlist: ipAllowlistField.default([]),
    ratelimits: ratelimitsField.default([]).describe(KEY_RATELIMITS),
    credits: creditsField.nullish().describe(CREDITS),
    publishable: z
      .boolean()
      .default(false)
      .meta({ description: PUBLISHABLE, examples: [false] }),
    allowedOrigins: allowedOriginsField.default([]),
    metadata: metadataField.default({}),
  })
  .meta({ id: "CreateKey", description: "A key to create." });

export const updateKeySchema = z
  .strictObject({
    name: nameField.optional(),
    enabled: enabledField.optional(),
    externalId: externalIdField
      .nullable()
      .optional()
      .meta({
        description: "Your own id of the customer that the key belongs to. Null: nobody.",
        examples: ["customer_42"],
      }),
    permissions: permissionsField.optional().describe(KEY_PERMISSIONS),
    roles: rolesField.optional(),
    expiresAt: futureField.nullable().optional().describe(EXPIRES_AT),
    ipAllowlist: ipAllowlistField.optional(),
    ratelimits: ratelimitsField.optional().describe(KEY_RATELIMITS),
    credits: creditsChangeField.nullable().optional().describe(CREDITS),
    allowedOrigins: allowedOriginsField.optional(),
    metadata: metadataField.optional(),
  })
  .meta({
    id: "UpdateKey",
    description: "Changes to a key. Fields that are left out stay as they are; null removes a value.",
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
  apiId: z
    .string()
    .max(64)
    .optional()
    .meta({
      description: "Only keys for this API.",
      examples: [EXAMPLE_ID.api],
    }),
  environment: environmentField.optional().describe("Only keys of this environment."),
  externalId: z
    .string()
    .max(255)
    .optional()
    .meta({
      description: "Only keys that belong to this customer, by your own id of it.",
      examples: ["customer_42"],
    }),
  state: z
    .enum(KEY_FILTERS)
    .optional()
    .meta({
      description:
        "Only keys in this state. `rotating`, `expiring` (within 30 days) and `unused` are kinds of `active`.",
      examples: ["active"],
    }),
  search: z
    .string()
    .trim()
    .max(255)
    .optional()
    .describe(
      "Part of a name or owner, or the beginning of an id or a secret. Under three characters: of a name.",
    ),
  permission: permissionField
    .optional()
    .describe("Only keys with this permission, including through a wildcard or a role."),
  role: roleNameField.optional().describe("Only keys with this role."),
  publishable: flagField.describe("Only publishable keys, or only others."),
  administrative: flagField.describe("Only keys with an administrative permission, or only others."),
  createdAfter: instantField.optional().describe("Only keys created at this time or later."),
  createdBefore: instantField.optional().describe("Only keys created before this time."),
  lastUsedAfter: instantField.optional().describe("Only keys last used at this time or later."),
  lastUsedBefore: instantField.optional().describe("Only keys last used before this time."),
  expiresWithinDays: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(3_650, "must be at most 3,650")
    .optional()
    .describe("Only keys that expire within this many days."),
  sort: z
    .enum(KEY_SORTS)
    .default("newest")
    .describe("The order: newest first, by name, last used first, or soonest to expire."),
});

export const rotateSchema = z
  .strictObject({ overlapSeconds: overlapField.default(86_400) })
  .meta({ id: "RotateKey", description: "How to rotate a key." });
export const extendSchema = z
  .strictObject({
    overlapSeconds: overlapField.describe(
      "How long the old secret keeps working from now on, in seconds. 0: it stops working immediately.",
    ),
  })
  .meta({ id: "ExtendRotation", description: "How far to extend a rotation." });

const time = z.iso.datetime();

export const startField = z.string().meta({
  description:
    "The secret's prefix and first 4 random characters. Only this and `last4` are ever shown again.",
  examples: ["sk_live_9fK2"],
});
export const last4Field = z
  .string()
  .meta({ description: "The secret's last 4 characters.", examples: ["Zr0c"] });
export const lastUsedAtField = time.nullable().meta({
  description: "When it was last used, to the minute. Denied calls count. Null: never.",
  examples: [EXAMPLE_TIME],
});
export const lastUsedAddressField = z
  .string()
  .nullable()
  .meta({
    description: "The `ip` of its last call that had one.",
    examples: ["203.0.113.9"],
  });

export const SECRET_STATES = ["active", "retiring", "retired"] as const;
export const secretStateField = z.enum(SECRET_STATES).meta({
  id: "SecretState",
  description: "`active`, `retiring` (still works until `retiresAt`) or `retired`.",
});
export const secretSchema = z
  .object({
    id: z.string().meta({ description: "The secret's id.", examples: [EXAMPLE_ID.secret] }),
    start: startField,
    last4: last4Field,
    state: secretStateField,
    createdAt: createdAtField,
    retiresAt: time.nullable().meta({
      description: "When the secret stops working, or stopped. Null: it isn't being replaced.",
      examples: [null],
    }),
    lastUsedAt: lastUsedAtField,
    lastValidAt: time.nullable().meta({
      description: "When a call with it was last allowed, to the minute. Null: never.",
      examples: [EXAMPLE_TIME],
    }),
    lastUsedAddress: lastUsedAddressField,
  })
  .meta({ id: "Secret", description: "One secret of a key, without its value." });

export const startedAtField = time.meta({
  description: "When the rotation started.",
  examples: ["2026-11-24T09:00:00.000Z"],
});
export const retiresAtField = time.meta({
  description: "When the old secret stops working.",
  examples: ["2026-11-25T09:00:00.000Z"],
});
const currentRotationSchema = z
  .object({
    oldSecretId: z
      .string()
      .meta({ description: "The secret that is being replaced.", examples: [EXAMPLE_ID.secret] }),
    newSecretId: z
      .string()
      .meta({ description: "The secret that replaces it.", examples: [EXAMPLE_ID.newSecret] }),
    startedAt: startedAtField,
    retiresAt: retiresAtField,
  })
  .meta({ id: "CurrentRotation", description: "A rotation that is in progress." });

export const KEY_STATES = ["active", "disabled", "expired", "revoked"] as const;

export const keySchema = z
  .object({
    id: z.string().meta({
      description: "The key's id. It stays the same through rotations.",
      examples: [EXAMPLE_ID.key],
    }),
    apiId: apiIdField,
    environment: environmentField,
    name: shownNameField,
    prefix: z.string().meta({ description: "The beginning of the secret.", examples: ["sk"] }),
    state: z
      .enum(KEY_STATES)
      .meta({ id: "KeyState", description: "`active`, or the reason why the key doesn't work." }),
    enabled: enabledField,
    externalId: z
      .string()
      .nullable()
      .meta({
        description: "Your own id of the customer that the key belongs to. Null: nobody.",
        examples: ["customer_42"],
      }),
    identityId: z
      .string()
      .nullable()
      .meta({
        description: "Latchkey's id of that customer.",
        examples: [EXAMPLE_ID.identity],
      }),
    permissions: z.array(z.string()).meta({ description: KEY_PERMISSIONS, examples: [["orders:read"]] }),
    roles: z.array(z.string()).meta({ description: "The names of its roles.", examples: [["reader"]] }),
    ipAllowlist: z.array(z.string()).meta({
      description: "IP addresses and CIDR ranges that it may be used from. Empty: any.",
      examples: [["203.0.113.0/24"]],
    }),
    ratelimits: z.array(ratelimitSchema).describe(KEY_RATELIMITS),
    credits: creditsSchema.nullable().describe(CREDITS),
    publishable: z.boolean().meta({ description: PUBLISHABLE, examples: [false] }),
    allowedOrigins: z
      .array(z.string())
      .meta({ description: "Origins that a publishable key may be used from.", examples: [[]] }),
    metadata: shownMetadataField,
    expiresAt: time.nullable().meta({ description: EXPIRES_AT, examples: [null] }),
    revokedAt: time
      .nullable()
      .meta({ description: "When it was revoked. Null: it wasn't.", examples: [null] }),
    createdAt: createdAtField,
    updatedAt: updatedAtField,
    version: versionField,
    lastUsedAt: lastUsedAtField,
    secrets: z.array(secretSchema).describe("Its secrets, newest first. Retired ones stay as history."),
    rotation: currentRotationSchema
      .nullable()
      .meta({ description: "The rotation in progress. Null: none.", examples: [null] }),
  })
  .meta({ id: "Key", description: "A key: one credential, with one secret or, during a rotation, two." });

export type SecretView = z.output<typeof secretSchema>;
export type KeyView = z.output<typeof keySchema>;
export const newSecretField = z.string().meta({
  description: "The secret. It is in this answer only, and can't be read again.",
  examples: ["sk_live_9fK2…"],
});
export const keyWithSecretSchema = z
  .object({ key: keySchema.describe("The key."), secret: newSecretField })
  .meta({ id: "KeyWithSecret", description: "A key and its new secret." });
export type KeyWithSecret = z.output<typeof keyWithSecretSchema>;
