import { z } from "zod";
import {
  algorithmField,
  burstField,
  burstFits,
  externalIdField,
  pageFields,
  ratelimitField,
} from "../keys/fields";
import { MAX_BROUGHT_WINDOW_MS, MAX_WINDOW_MS } from "./limiter";

const { limit, windowMs } = ratelimitField.shape;
const namespace = z
  .string()
  .regex(/^[A-Za-z0-9_.:/-]{1,100}$/, "must have 1 to 100 letters, digits, _ . : / -");

/** Body of `POST /api/v1/ratelimit`. */
export const takeLimitSchema = z
  .strictObject({
    namespace,
    /** Who is limited: a user, an address, an organisation. */
    identifier: externalIdField,
    limit,
    windowMs: z
      .int("must be a whole number")
      .min(1_000, "must be at least 1,000 (a second)")
      .max(MAX_BROUGHT_WINDOW_MS, "must be at most 86,400,000 (a day); an override may be longer"),
    /** 0 reads without taking. */
    cost: z.int("must be a whole number").min(0, "must not be negative").max(1_000_000).default(1),
    algorithm: algorithmField.default("sliding_window"),
    burst: burstField.optional(),
  })
  .check(burstFits(MAX_BROUGHT_WINDOW_MS));

export const takeLimitAnswerSchema = z.object({
  allowed: z.boolean(),
  limit: z.int(),
  remaining: z.int(),
  windowMs: z.int(),
  algorithm: algorithmField,
  resetAt: z.iso.datetime(),
  /** When the refused cost would fit; null if it was allowed, and if it is above the limit and never fits. */
  retryAt: z.iso.datetime().nullable(),
  /** An override of this identifier was taken instead of the request's limit. */
  overridden: z.boolean(),
  /** Decided by one process alone, or without knowing the overrides. */
  degraded: z.literal(true).optional(),
  requestId: z.string(),
});
export type TakeLimitAnswer = z.output<typeof takeLimitAnswerSchema>;

export const setOverrideSchema = z
  .strictObject({
    namespace,
    identifier: externalIdField,
    limit,
    windowMs,
    /** Without it, the request's. */
    algorithm: algorithmField.optional(),
    burst: burstField.optional(),
  })
  .check(burstFits(MAX_WINDOW_MS));
export const listOverridesSchema = z.strictObject({ ...pageFields, namespace: namespace.optional() });
export const overrideSchema = z.object({
  id: z.string(),
  namespace: z.string(),
  identifier: z.string(),
  limit: z.int(),
  windowMs: z.int(),
  algorithm: algorithmField.nullable(),
  burst: z.int().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type OverrideView = z.output<typeof overrideSchema>;
