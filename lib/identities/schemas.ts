import { z } from "zod";
import type { identities } from "@/db/schema";
import { type CreditsView, creditsChangeField, creditsField, creditsSchema } from "../credits/fields";
import {
  externalIdField,
  MAX_RATELIMITS,
  metadataField,
  pageFields,
  RATELIMIT_EXAMPLE,
  ratelimitField,
  shownLimits,
} from "../keys/fields";

export const identityRatelimitField = ratelimitField
  .safeExtend({
    /** Replaces the API's default of this name for each of its keys, instead of being counted once for all of them. */
    perKey: z.boolean().default(false),
  })
  .meta({ examples: [{ ...RATELIMIT_EXAMPLE, perKey: false }] });

const identityRatelimitsField = z
  .array(identityRatelimitField)
  .max(MAX_RATELIMITS, `must have at most ${MAX_RATELIMITS} entries`)
  .refine(
    (limits) => new Set(limits.map((limit) => limit.name)).size === limits.length,
    "must not name a limit twice",
  );

export const createIdentitySchema = z.strictObject({
  /** Your own id for the consumer; it stays. */
  externalId: externalIdField,
  metadata: metadataField.default({}),
  ratelimits: identityRatelimitsField.default([]),
  /** Shared by all of its keys that have none of their own. */
  credits: creditsField.nullish(),
});

/** What is left out stays; null takes away. */
export const updateIdentitySchema = z.strictObject({
  metadata: metadataField.optional(),
  ratelimits: identityRatelimitsField.optional(),
  credits: creditsChangeField.nullable().optional(),
});

export const listIdentitiesSchema = z.strictObject({
  ...pageFields,
  externalId: z.string().max(255).optional(),
  /** Part of an externalId, or the beginning of an id. */
  search: z.string().trim().max(255).optional(),
});

export const identitySchema = z.object({
  id: z.string(),
  externalId: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  ratelimits: z.array(identityRatelimitField),
  credits: creditsSchema.nullable(),
  /** Its keys; revoked ones do not count. */
  usedBy: z.object({ keys: z.int() }),
  /** Counts changes; the ETag is made of it. */
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
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
