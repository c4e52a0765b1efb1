import { z } from "zod";
import { EXAMPLE_ID, environmentField } from "../platform/fields";
import { readZone, ZONE_FORM } from "../platform/time-zone";
import { verificationCodeField } from "../verify/code-field";

export const INTERVALS = ["minute", "15m", "hour", "day"] as const;
export const GROUPS = ["code", "keyId", "secretId", "apiId", "identityId", "environment", "tag"] as const;

/** In one spelling, and known without the database's help. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .meta({
    description:
      "The IANA time zone in which hours and days begin, or an offset in steps of 15 minutes (`+05:30`, in a URL `%2B05:30`).",
    examples: ["UTC"],
  })
  .transform((text, ctx) => {
    const zone = readZone(text);
    if (zone === null) ctx.addIssue({ code: "custom", message: ZONE_FORM });
    return zone ?? "UTC";
  });

const instant = (meta: { description: string; examples: string[] }) =>
  z.iso
    .datetime({ offset: true, message: "must be an RFC 3339 date and time" })
    .meta(meta)
    .transform((text) => new Date(text))
    // The year 0 is none to the database.
    .refine((at) => at.getUTCFullYear() >= 1, "must be an RFC 3339 date and time");
const id = z.string().min(1).max(64);
const INTERVAL = { description: "The length of a bucket.", examples: ["hour"] };

/** Query of `GET /usage`. `from` is included, `to` is not; both count as the beginning of their bucket. */
export const usageQuerySchema = z
  .strictObject({
    from: instant({
      description: "The start of the range, RFC 3339. It is rounded down to the start of its bucket.",
      examples: ["2026-11-24T00:00:00Z"],
    }),
    to: instant({
      description: "The end of the range, RFC 3339. It isn't included.",
      examples: ["2026-11-25T00:00:00Z"],
    }),
    interval: z.enum(INTERVALS).default("hour").meta(INTERVAL),
    timeZone: timeZoneSchema.default("UTC"),
    groupBy: z
      .enum(GROUPS)
      .optional()
      .meta({
        description:
          "Sums for each value of this field. The 100 values with the most calls have points of their own, fewer if an answer would have more than 50,000 points. The others together are `other`.",
        examples: ["code"],
      }),
    keyId: id.optional().meta({ description: "Only calls with this key.", examples: [EXAMPLE_ID.key] }),
    apiId: id.optional().meta({ description: "Only calls for this API.", examples: [EXAMPLE_ID.api] }),
    externalId: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .meta({
        description: "Only calls with keys of this customer, by your own id of it.",
        examples: ["customer_42"],
      }),
    code: verificationCodeField.optional().describe("Only calls with this outcome."),
    environment: environmentField.optional().describe("Only calls with keys of this environment."),
    tag: z.string().min(1).max(128).optional().describe("Only calls with this tag."),
  })
  .refine((q) => !(q.from >= q.to), { path: ["to"], message: "must be after from" });

export type UsageQuery = z.output<typeof usageQuerySchema>;

const COST = { description: "The sum of the calls' costs.", examples: [12] };
const CALLS = { description: "How many calls.", examples: [12] };
const usagePointSchema = z
  .object({
    start: z.iso.datetime().meta({
      description: "When the bucket starts.",
      examples: ["2026-11-24T12:00:00.000Z"],
    }),
    group: z
      .string()
      .nullable()
      .meta({
        description: "The group's value. Null without `groupBy`.",
        examples: ["VALID"],
      }),
    count: z.int().meta(CALLS),
    cost: z.int().meta(COST),
  })
  .meta({ id: "UsagePoint", description: "The calls of one bucket and group." });
const usageTotalsSchema = z
  .object({
    count: z.int().meta(CALLS),
    cost: z.int().meta(COST),
    byCode: z.partialRecord(verificationCodeField, z.int()).meta({
      description: "How many calls had each outcome.",
      examples: [{ VALID: 12 }],
    }),
  })
  .meta({ id: "UsageTotals", description: "The sums of all calls that match." });

export const usageAnswerSchema = z
  .object({
    interval: z.enum(INTERVALS).meta(INTERVAL),
    points: z
      .array(usagePointSchema)
      .describe(
        "One for each bucket and each group, filled with zeros. With `groupBy=tag`, a call counts in the points of each of its tags.",
      ),
    totals: usageTotalsSchema.describe(
      "The sums of all calls that match the filters. Each call counts once, however many tags it has.",
    ),
  })
  .meta({ id: "UsageReport", description: "Verifications over time." });

export type UsageAnswer = z.output<typeof usageAnswerSchema>;
