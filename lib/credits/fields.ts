import { z } from "zod";

export const MAX_CREDITS = 1_000_000_000_000;
const amount = z
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(MAX_CREDITS, "must be at most 1,000,000,000,000");

const INTERVAL = { description: "`daily` or `monthly`, at midnight UTC.", examples: ["monthly"] };
const AMOUNT = { description: "The balance after each refill.", examples: [1_000] };
const DAY = {
  description: "The day of the month for monthly refills. Shorter months refill on their last day.",
  examples: [1],
};
const REMAINING = { description: "The credits that are left.", examples: [999] };
const REFILL = "When the credits are refilled. Null: never.";

export const refillField = z
  .strictObject({
    interval: z.enum(["daily", "monthly"], "must be daily or monthly").meta(INTERVAL),
    amount: amount.min(1, "must be at least 1").meta(AMOUNT),
    /** UTC; the 1st if left out. */
    day: z
      .int("must be a whole number")
      .min(1, "must be 1 to 31")
      .max(31, "must be 1 to 31")
      .optional()
      .meta(DAY),
  })
  .refine((refill) => refill.interval === "monthly" || refill.day === undefined, {
    path: ["day"],
    message: "is for monthly refills only",
  })
  .meta({ id: "RefillInput", description: "When to refill credits, and to which balance." });

/** `refill` null or left out: one-time credits. */
export const creditsField = z
  .strictObject({ remaining: amount.meta(REMAINING), refill: refillField.nullish().describe(REFILL) })
  .meta({ id: "CreditsInput", description: "A balance to start with, and how it is refilled." });
export type CreditsInput = z.output<typeof creditsField>;

/** What a change names: what is left out stays, a refill of null makes them one-time. */
export const creditsChangeField = z
  .strictObject({
    /** Required where calls were not counted before. */
    remaining: amount.optional().meta(REMAINING),
    refill: refillField.nullish().describe(REFILL),
  })
  .meta({
    id: "UpdateCredits",
    description: "Changes to credits. Fields that are left out stay as they are.",
  });
export type CreditsChange = z.output<typeof creditsChangeField>;

/** Exactly one of the two: more on top, or the balance itself. */
export const changeCreditsSchema = z
  .strictObject({
    add: amount.min(1, "must be at least 1").optional().describe("How many credits to add to the balance."),
    set: amount.optional().describe("The new balance."),
  })
  .refine((change) => (change.add === undefined) !== (change.set === undefined), {
    path: ["add"],
    message: "give either add or set",
  })
  .meta({ id: "AdjustCredits", description: "Either `add` or `set`." });

const refillSchema = z
  .object({
    interval: z.enum(["daily", "monthly"]).meta(INTERVAL),
    amount: z.int().meta(AMOUNT),
    day: z.int().nullable().meta(DAY),
  })
  .meta({ id: "Refill", description: "When credits are refilled, and to which balance." });
export const creditsSchema = z
  .object({
    remaining: z.int().meta(REMAINING),
    refill: refillSchema.nullable().describe(REFILL),
    nextRefillAt: z.iso
      .datetime()
      .nullable()
      .meta({
        description: "When the credits are refilled next. Null: never.",
        examples: ["2026-12-01T00:00:00.000Z"],
      }),
  })
  .meta({ id: "Credits", description: "A balance that calls spend from." });
export type CreditsView = z.output<typeof creditsSchema>;
