import { z } from "zod";
import { readZone, ZONE_FORM } from "../platform/time-zone";
import { VERIFICATION_CODES } from "../verify/codes";

export const INTERVALS = ["minute", "15m", "hour", "day"] as const;
export const GROUPS = ["code", "keyId", "secretId", "apiId", "identityId", "environment", "tag"] as const;

/** In one spelling, and known without the database's help. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .transform((text, ctx) => {
    const zone = readZone(text);
    if (zone === null) ctx.addIssue({ code: "custom", message: ZONE_FORM });
    return zone ?? "UTC";
  });

const instant = z.iso
  .datetime({ offset: true, message: "must be an RFC 3339 date and time" })
  .transform((text) => new Date(text))
  // The year 0 is none to the database.
  .refine((at) => at.getUTCFullYear() >= 1, "must be an RFC 3339 date and time");
const id = z.string().min(1).max(64);

/** Query of `GET /usage`. `from` is included, `to` is not; both count as the beginning of their bucket. */
export const usageQuerySchema = z
  .strictObject({
    from: instant,
    to: instant,
    interval: z.enum(INTERVALS).default("hour"),
    timeZone: timeZoneSchema.default("UTC"),
    groupBy: z.enum(GROUPS).optional(),
    keyId: id.optional(),
    apiId: id.optional(),
    externalId: z.string().min(1).max(255).optional(),
    code: z.enum(VERIFICATION_CODES).optional(),
    environment: z.enum(["live", "test"]).optional(),
    tag: z.string().min(1).max(128).optional(),
  })
  .refine((q) => !(q.from >= q.to), { path: ["to"], message: "must be after from" });

export type UsageQuery = z.output<typeof usageQuerySchema>;

export const usageAnswerSchema = z.object({
  interval: z.enum(INTERVALS),
  /** One for each bucket and each group that occurs; `group` is null without `groupBy`. */
  points: z.array(
    z.object({ start: z.iso.datetime(), group: z.string().nullable(), count: z.int(), cost: z.int() }),
  ),
  totals: z.object({
    count: z.int(),
    cost: z.int(),
    byCode: z.partialRecord(z.enum(VERIFICATION_CODES), z.int()),
  }),
});

export type UsageAnswer = z.output<typeof usageAnswerSchema>;
