import { z } from "zod";
import type { policies } from "@/db/schema";
import { pageFields } from "../keys/fields";

const HOURS_OF_A_YEAR = 8_760;
const hours = z
  .int("must be a whole number of hours")
  .min(1, "must be at least 1")
  .max(HOURS_OF_A_YEAR, "must be at most 8,760 (a year)");

/** What is left out or null does not happen by itself. */
const rules = {
  /** Finish a rotation once its old secret was not presented for this many hours. */
  finishAfterQuietHours: hours.nullish(),
  /** Extend a rotation whose old secret is still in use, up to this many hours after its start. */
  extendUpToHours: hours.nullish(),
  /** A secret is due for rotation at this age. */
  rotateEveryDays: z
    .int("must be a whole number of days")
    .min(1, "must be at least 1")
    .max(3_650, "must be at most 3,650 (ten years)")
    .nullish(),
};
/** Days before it is due on which its owner is reminded. */
const remindDays = z
  .array(
    z.int("must be a whole number of days").min(0, "must not be negative").max(365, "must be at most 365"),
  )
  .max(10, "must have at most 10 entries")
  .transform((days) => [...new Set(days)].sort((a, b) => b - a));

export const createPolicySchema = z.strictObject({
  apiId: z.string().min(1, "is required"),
  ...rules,
  remindDays: remindDays.default([30, 7, 1]),
});
export const updatePolicySchema = z.strictObject({ ...rules, remindDays: remindDays.optional() });
export const listPoliciesSchema = z.strictObject(pageFields);

export const policySchema = z.object({
  id: z.string(),
  apiId: z.string(),
  finishAfterQuietHours: z.int().nullable(),
  extendUpToHours: z.int().nullable(),
  rotateEveryDays: z.int().nullable(),
  remindDays: z.array(z.int()),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
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
