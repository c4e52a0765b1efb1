import { z } from "zod";
import type { identities } from "@/db/schema";
import { type CreditsView, creditsChangeField, creditsField, creditsSchema } from "../credits/fields";
import {
  externalIdField,
  MAX_RATELIMITS,
  metadataField,
  pageFields,
  RATELIMIT_EXAMPLE,
  ratelimitRule,
  shownLimits,
} from "../keys/fields";
import {
  createdAtField,
  EXAMPLE_ID,
  keyUseField,
  shownMetadataField,
  updatedAtField,
  versionField,
} from "../platform/fields";

const EXTERNAL_ID = { description: "Your own id of the customer.", examples: ["customer_42"] };
const RATELIMITS = "Limits shared by its keys, or separate for each key if `perKey` is true.";
const CREDITS = "Credits that its keys share, unless a key has its own. Null: no limit.";

const identityRatelimit = ratelimitRule.safeExtend({
  perKey: z
    .boolean()
    .default(false)
    .meta({
      description:
        "If true, each key has its own copy of this limit, replacing the API's default of the same name. If false, the keys share it.",
      examples: [false],
    }),
});
const EXAMPLES = [{ ...RATELIMIT_EXAMPLE, perKey: false }];
const identityRatelimitField = identityRatelimit.meta({
  id: "IdentityRatelimitInput",
  description: "A limit to set for an identity's keys.",
  examples: EXAMPLES,
});
const identityRatelimitSchema = identityRatelimit.meta({
  id: "IdentityRatelimit",
  description: "A limit for an identity's keys.",
  examples: EXAMPLES,
});

const identityRatelimitsField = z
  .array(identityRatelimitField)
  .max(MAX_RATELIMITS, `must have at most ${MAX_RATELIMITS} entries`)
  .refine(
    (limits) => new Set(limits.map((limit) => limit.name)).size === limits.length,
    "must not name a limit twice",
  )
  .describe(RATELIMITS);

export const createIdentitySchema = z
  .strictObject({
    externalId: externalIdField.meta({
      ...EXTERNAL_ID,
      description: "Your own id of the customer. It can't be changed.",
    }),
    metadata: metadataField.default({}),
    ratelimits: identityRatelimitsField.default([]),
    credits: creditsField.nullish().describe(CREDITS),
  })
  .meta({ id: "CreateIdentity", description: "An identity to create." });

export const updateIdentitySchema = z
  .strictObject({
    metadata: metadataField.optional(),
    ratelimits: identityRatelimitsField.optional(),
    credits: creditsChangeField.nullable().optional().describe(CREDITS),
  })
  .meta({
    id: "UpdateIdentity",
    description: "Changes to an identity. Fields that are left out stay as they are; null removes a value.",
  });

export const listIdentitiesSchema = z.strictObject({
  ...pageFields,
  externalId: z
    .string()
    .max(255)
    .optional()
    .meta({
      description: "Only the identity of this customer, by your own id of it.",
      examples: ["customer_42"],
    }),
  search: z
    .string()
    .trim()
    .max(255)
    .optional()
    .describe("Part of an `externalId`, or the beginning of an id."),
});

export const identitySchema = z
  .object({
    id: z.string().meta({ description: "The identity's id.", examples: [EXAMPLE_ID.identity] }),
    externalId: z.string().meta(EXTERNAL_ID),
    metadata: shownMetadataField,
    ratelimits: z.array(identityRatelimitSchema).describe(RATELIMITS),
    credits: creditsSchema.nullable().describe(CREDITS),
    usedBy: keyUseField.describe("How many keys belong to it. Revoked keys don't count."),
    version: versionField,
    createdAt: createdAtField,
    updatedAt: updatedAtField,
  })
  .meta({ id: "Identity", description: "A customer that keys belong to, with what its keys share." });
export type IdentityView = z.output<typeof identitySchema>;
export type IdentityRow = typeof identities.$inferSelect;

export function identityView(row: IdentityRow, credits: CreditsView | null, keys: number): IdentityView {
  return {
    id: row.id,
    externalId: row.externalId,
    metadata: row.metadata,
    ratelimits: shownLimits(row.ratelimits),
    credits,
    usedBy: { keys },
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
