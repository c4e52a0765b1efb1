import { z } from "zod";
import type { policies } from "@/db/schema";
import { pageFields } from "../keys/fields";
import { createdAtField, EXAMPLE_ID, updatedAtField, versionField } from "../platform/fields";

const HOURS_OF_A_YEAR = 8_760;
const hours = z
  .int("must be a whole number of hours")
  .min(1, "must be at least 1")
  .max(HOURS_OF_A_YEAR, "must be at most 8,760 (a year)");

const API_ID = { description: "The API whose keys it applies to.", examples: [EXAMPLE_ID.api] };
const FINISH = {
  description:
    "Completes a rotation when the old secret hasn't been used for this many hours. Null: it doesn't.",
  examples: [48],
};
const EXTEND = {
  description:
    "Extends a rotation while the old secret is in use, up to this many hours after the rotation started. Null: it doesn't.",
  examples: [336],
};
const ROTATE = {
  description: "How many days old a secret may be before it is due for rotation. Null: no limit.",
  examples: [90],
};
const REMIND = {
  description: "How many days before a rotation is due its owner is reminded.",
  examples: [[30, 7, 1]],
};

/** A rule that is left out or null is off. */
const rules = {
  finishAfterQuietHours: hours.nullish().meta(FINISH),
  extendUpToHours: hours.nullish().meta(EXTEND),
  rotateEveryDays: z
    .int("must be a whole number of days")
    .min(1, "must be at least 1")
    .max(3_650, "must be at most 3,650 (ten years)")
    .nullish()
    .meta(ROTATE),
};
const remindDays = z
  .array(
    z.int("must be a whole number of days").min(0, "must not be negative").max(365, "must be at most 365"),
  )
  .max(10, "must have at most 10 entries")
  .meta(REMIND)
  .transform((days) => [...new Set(days)].sort((a, b) => b - a));

export const createPolicySchema = z
  .strictObject({
    apiId: z.string().min(1, "is required").meta(API_ID),
    ...rules,
    remindDays: remindDays.default([30, 7, 1]),
  })
  .meta({ id: "CreatePolicy", description: "A rotation policy to create." });
export const updatePolicySchema = z.strictObject({ ...rules, remindDays: remindDays.optional() }).meta({
  id: "UpdatePolicy",
  description: "Changes to a policy. Fields that are left out stay as they are; null turns a rule off.",
});
export const listPoliciesSchema = z.strictObject(pageFields);

export const policySchema = z
  .object({
    id: z.string().meta({ description: "The policy's id.", examples: [EXAMPLE_ID.policy] }),
    apiId: z.string().meta(API_ID),
    finishAfterQuietHours: z.int().nullable().meta(FINISH),
    extendUpToHours: z.int().nullable().meta(EXTEND),
    rotateEveryDays: z.int().nullable().meta(ROTATE),
    remindDays: z.array(z.int()).meta(REMIND),
    version: versionField,
    createdAt: createdAtField,
    updatedAt: updatedAtField,
  })
  .meta({ id: "Policy", description: "Rules that rotate an API's keys automatically." });
export type PolicyView = z.output<typeof policySchema>;
export type PolicyRow = typeof policies.$inferSelect;

export function policyView(row: PolicyRow): PolicyView {
  const { workspaceId: _, createdAt, updatedAt, ...rest } = row;
  return { ...rest, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

/** As it stands in an audit event. */
export function policyRules(row: PolicyRow): Record<string, unknown> {
  const { finishAfterQuietHours, extendUpToHours, rotateEveryDays, remindDays: days } = row;
  return { finishAfterQuietHours, extendUpToHours, rotateEveryDays, remindDays: days };
}
