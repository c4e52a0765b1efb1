import { z } from "zod";
import { algorithmField, burstField } from "../keys/fields";
import { MAX_BROUGHT_WINDOW_MS } from "../ratelimit/limiter";
import { VERIFICATION_CODES } from "./codes";

/** Limits that have to hold before any work is done on a request. */
export const MAX_BODY_BYTES = 1_048_576;

/** Every list of tags in ASCII fits; an event has a bounded size whatever the script. */
const MAX_TAG_BYTES = 4_096;

function fitAnEvent(tags: readonly string[]): boolean {
  let bytes = 0;
  for (const tag of tags) bytes += Buffer.byteLength(tag);
  return bytes <= MAX_TAG_BYTES;
}

const askedLimit = z.strictObject({
  name: z.string().min(1).max(64),
  cost: z.int().min(0).max(1_000_000).optional(),
  limit: z.int().min(1).max(1_000_000_000).optional(),
  windowMs: z
    .int()
    .min(1_000)
    .max(MAX_BROUGHT_WINDOW_MS, "must be at most 86,400,000 (a day); longer limits are set on the key")
    .optional(),
  algorithm: algorithmField.optional(),
  burst: burstField.optional(),
});

/** Body of `POST /api/v1/keys/verify`. */
export const verifyRequestSchema = z.strictObject({
  key: z.string().max(4_096),
  permissions: z.string().optional(),
  ratelimits: z.array(askedLimit).max(20).optional(),
  cost: z.int().min(0).max(1_000_000).optional(),
  ip: z.union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address").optional(),
  /** For publishable keys: the `Origin` of the request that carried the key. */
  origin: z.string().max(255).optional(),
  tags: z
    .array(z.string().min(1).max(128))
    .max(20)
    .refine(fitAnEvent, `must have at most ${MAX_TAG_BYTES} bytes in all, as UTF-8`)
    .optional(),
});

export type VerifyRequest = z.output<typeof verifyRequestSchema>;

const code = z.enum(VERIFICATION_CODES);
const time = z.iso.datetime();

/** The 200 answer, for every outcome. NOT_FOUND has only `valid`, `code` and `requestId`. */
export const verifyAnswerSchema = z.object({
  valid: z.boolean(),
  code,
  keyId: z.string().optional(),
  secretId: z.string().optional(),
  apiId: z.string().optional(),
  name: z.string().optional(),
  environment: z.enum(["live", "test"]).optional(),
  identity: z
    .object({ id: z.string(), externalId: z.string(), metadata: z.record(z.string(), z.unknown()) })
    .nullable()
    .optional(),
  permissions: z.array(z.string()).optional(),
  roles: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  expiresAt: time.nullable().optional(),
  credits: z.object({ remaining: z.int() }).nullable().optional(),
  ratelimits: z
    .array(
      z.object({
        name: z.string(),
        limit: z.int(),
        remaining: z.int(),
        windowMs: z.int(),
        resetAt: time,
        exceeded: z.boolean(),
        /** `identity`: counted once for all keys of the key's identity. */
        scope: z.enum(["key", "identity"]),
      }),
    )
    .optional(),
  rotation: z
    .object({ state: z.literal("retiring"), retiresAt: time })
    .nullable()
    .optional(),
  degraded: z.literal(true).optional(),
  requestId: z.string(),
});
