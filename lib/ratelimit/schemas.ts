import { z } from "zod";
import {
  algorithmField,
  burstField,
  burstFits,
  externalIdField,
  pageFields,
  ratelimitField,
} from "../keys/fields";
import { createdAtField, EXAMPLE_ID, EXAMPLE_TIME, requestIdField, updatedAtField } from "../platform/fields";
import { MAX_BROUGHT_WINDOW_MS, MAX_WINDOW_MS } from "./limiter";

const NAMESPACE = {
  description: "What is limited. Calls in one namespace count together.",
  examples: ["emails"],
};
const IDENTIFIER = {
  description: "Who is limited: a user, an address or an organisation.",
  examples: ["user_42"],
};
const OVERRIDE_LIMIT = {
  description:
    "How many calls this identifier is allowed per window. For a token bucket, how many tokens are added per window.",
  examples: [1_000],
};
const OVERRIDE_ALGORITHM = {
  description:
    "How this identifier's calls are counted, in place of the request's `algorithm`. Left out or null: as each request says.",
  examples: ["token_bucket"],
};
const OVERRIDE_BURST = {
  description:
    "The most tokens that a token bucket holds; `limit` if left out. Only with the override's own `token_bucket`.",
  examples: [2_000],
};

const { limit, windowMs } = ratelimitField.shape;
const namespace = z
  .string()
  .regex(/^[A-Za-z0-9_.:/-]{1,100}$/, "must have 1 to 100 letters, digits, _ . : / -")
  .meta(NAMESPACE);
const identifier = externalIdField.meta(IDENTIFIER);

export const shownLimitField = z.int().meta({
  description:
    "How many calls are allowed per window. For a token bucket, how many tokens are added per window.",
  examples: [100],
});
export const remainingField = z.int().meta({
  description: "How many more calls are allowed now. For a token bucket, its whole tokens.",
  examples: [99],
});
export const shownWindowField = z
  .int()
  .meta({ description: "The length of the window in milliseconds.", examples: [60_000] });
export const resetAtField = z.iso.datetime().meta({
  description: "When the whole limit is available again, if no more calls arrive.",
  examples: [EXAMPLE_TIME],
});

/** Body of `POST /api/v1/ratelimit`. */
export const takeLimitSchema = z
  .strictObject({
    namespace,
    identifier,
    limit,
    windowMs: z
      .int("must be a whole number")
      .min(1_000, "must be at least 1,000 (a second)")
      .max(MAX_BROUGHT_WINDOW_MS, "must be at most 86,400,000 (a day); an override may be longer")
      .meta({ description: "The length of the window in milliseconds.", examples: [60_000] }),
    cost: z
      .int("must be a whole number")
      .min(0, "must not be negative")
      .max(1_000_000)
      .default(1)
      .meta({ description: "How much this call takes. 0 reads the limit without taking.", examples: [1] }),
    algorithm: algorithmField.default("sliding_window"),
    burst: burstField.optional(),
  })
  .check(burstFits(MAX_BROUGHT_WINDOW_MS))
  .meta({ id: "TakeLimit", description: "A limit, and how much to take from it." });

export const takeLimitAnswerSchema = z
  .object({
    allowed: z.boolean().meta({ description: "Whether to allow the call.", examples: [true] }),
    limit: shownLimitField,
    remaining: remainingField,
    windowMs: shownWindowField,
    algorithm: algorithmField.describe("The algorithm that decided: the override's, or the request's."),
    resetAt: resetAtField,
    retryAt: z.iso
      .datetime()
      .nullable()
      .meta({
        description:
          "When a denied call would be allowed. Null if it was allowed, or if its cost is above the limit and never fits.",
        examples: [null],
      }),
    overridden: z.boolean().meta({
      description: "Whether an override of this identifier replaced the limit in the request.",
      examples: [false],
    }),
    degraded: z
      .literal(true)
      .optional()
      .describe(
        "Present if Redis was unavailable and this server used its own count, or if overrides couldn't be looked up.",
      ),
    requestId: requestIdField,
  })
  .meta({ id: "LimitDecision", description: "Whether a call is allowed, and what is left of the limit." });
export type TakeLimitAnswer = z.output<typeof takeLimitAnswerSchema>;

export const setOverrideSchema = z
  .strictObject({
    namespace,
    identifier,
    limit: limit.meta(OVERRIDE_LIMIT),
    windowMs,
    algorithm: algorithmField.optional().meta(OVERRIDE_ALGORITHM),
    burst: burstField.optional().meta(OVERRIDE_BURST),
  })
  .check(burstFits(MAX_WINDOW_MS))
  .meta({ id: "SetLimitOverride", description: "A limit for one identifier." });
export const listOverridesSchema = z.strictObject({
  ...pageFields,
  namespace: namespace.optional().describe("Only overrides in this namespace."),
});
export const overrideSchema = z
  .object({
    id: z.string().meta({ description: "The override's id.", examples: [EXAMPLE_ID.override] }),
    namespace: z.string().meta(NAMESPACE),
    identifier: z.string().meta(IDENTIFIER),
    limit: z.int().meta(OVERRIDE_LIMIT),
    windowMs: shownWindowField,
    algorithm: algorithmField.nullable().meta(OVERRIDE_ALGORITHM),
    burst: z.int().nullable().meta(OVERRIDE_BURST),
    createdAt: createdAtField,
    updatedAt: updatedAtField,
  })
  .meta({
    id: "LimitOverride",
    description: "A limit for one identifier, in place of the one in a request.",
  });
export type OverrideView = z.output<typeof overrideSchema>;
