import { z } from "zod";

export const MAX_CREDITS = 1_000_000_000_000;
const amount = z
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(MAX_CREDITS, "must be at most 1,000,000,000,000");

export const refillField = z
  .strictObject({
    interval: z.enum(["daily", "monthly"], "must be daily or monthly"),
    amount: amount.min(1, "must be at least 1"),
    /** Of the month, UTC; a shorter month's last day stands for those it lacks. Monthly only; the 1st if left out. */
    day: z.int("must be a whole number").min(1, "must be 1 to 31").max(31, "must be 1 to 31").optional(),
  })
  .refine((refill) => refill.interval === "monthly" || refill.day === undefined, {
    path: ["day"],
    message: "is for monthly refills only",
  });

/** `refill` null or left out: one-time credits. */
export const creditsField = z.strictObject({ remaining: amount, refill: refillField.nullish() });
export type CreditsInput = z.output<typeof creditsField>;

/** What a change names: what is left out stays, a refill of null makes them one-time. */
export const creditsChangeField = z.strictObject({
  /** Required where calls were not counted before. */
  remaining: amount.optional(),
  refill: refillField.nullish(),
});
export type CreditsChange = z.output<typeof creditsChangeField>;

/** Exactly one of the two: more on top, or the balance itself. */
export const changeCreditsSchema = z
  .strictObject({ add: amount.min(1, "must be at least 1").optional(), set: amount.optional() })
  .refine((change) => (change.add === undefined) !== (change.set === undefined), {
    path: ["add"],
    message: "give either add or set",
  });

export const creditsSchema = z.object({
  remaining: z.int(),
  refill: z
    .object({ interval: z.enum(["daily", "monthly"]), amount: z.int(), day: z.int().nullable() })
    .nullable(),
  nextRefillAt: z.iso.datetime().nullable(),
});
export type CreditsView = z.output<typeof creditsSchema>;
