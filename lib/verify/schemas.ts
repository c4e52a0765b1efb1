import { z } from "zod";
import { algorithmField, burstField } from "../keys/fields";
import {
  apiIdField,
  EXAMPLE_ID,
  environmentField,
  keyIdField,
  requestIdField,
  secretIdField,
  shownMetadataField,
  shownNameField,
} from "../platform/fields";
import { MAX_BROUGHT_WINDOW_MS } from "../ratelimit/limiter";
import { remainingField, resetAtField, shownLimitField, shownWindowField } from "../ratelimit/schemas";
import { verificationCodeField } from "./code-field";

/** Limits that have to hold before any work is done on a request. */
export const MAX_BODY_BYTES = 1_048_576;

/** Every list of tags in ASCII fits; an event has a bounded size whatever the script. */
const MAX_TAG_BYTES = 4_096;

function fitAnEvent(tags: readonly string[]): boolean {
  let bytes = 0;
  for (const tag of tags) bytes += Buffer.byteLength(tag);
  return bytes <= MAX_TAG_BYTES;
}

const COST = {
  description: "How much this call takes from limits and credits. 0 reads without taking. The default is 1.",
  examples: [1],
};
const LIMIT_NAME = { description: "The limit's name.", examples: ["requests"] };

const askedLimit = z
  .strictObject({
    name: z.string().min(1).max(64).meta(LIMIT_NAME),
    cost: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .meta({
        description: "How much this call takes from this limit. The default is the request's `cost`.",
        examples: [1],
      }),
    limit: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .meta({
        description:
          "How many calls are allowed per window. Required for a limit that the key doesn't have; the default is the key's own value.",
        examples: [100],
      }),
    windowMs: z
      .int()
      .min(1_000)
      .max(MAX_BROUGHT_WINDOW_MS, "must be at most 86,400,000 (a day); longer limits are set on the key")
      .optional()
      .meta({
        description:
          "The length of the window in milliseconds. Required for a limit that the key doesn't have; the default is the key's own value.",
        examples: [60_000],
      }),
    algorithm: algorithmField.optional(),
    burst: burstField.optional(),
  })
  .meta({ id: "RatelimitRequest", description: "A limit to count this call by." });

/** Body of `POST /api/v1/keys/verify`. */
export const verifyRequestSchema = z
  .strictObject({
    key: z.string().max(4_096).describe("The presented value, as your caller sent it."),
    permissions: z
      .string()
      .optional()
      .meta({
        description:
          "Permissions that the key must have, combined with `AND`, `OR` and parentheses. Leave it out to require none.",
        examples: ["orders:read AND (orders:write OR admin:*)"],
      }),
    ratelimits: z
      .array(askedLimit)
      .max(20)
      .optional()
      .describe("Limits to take from besides the key's automatic ones, or to take another `cost` from."),
    cost: z.int().min(0).max(1_000_000).optional().meta(COST),
    ip: z
      .union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address")
      .optional()
      .meta({
        description: "The caller's IP address. Keys with an IP allowlist are denied without it.",
        examples: ["203.0.113.9"],
      }),
    origin: z
      .string()
      .max(255)
      .optional()
      .describe("For publishable keys: the `Origin` of the request that carried the key."),
    tags: z
      .array(z.string().min(1).max(128))
      .max(20)
      .refine(fitAnEvent, `must have at most ${MAX_TAG_BYTES} bytes in all, as UTF-8`)
      .optional()
      .meta({
        description:
          "Words to count the call by: up to 20, each up to 128 characters, at most 4,096 bytes in all. Duplicates count once. Not stored for `NOT_FOUND`.",
        examples: [["path=/orders"]],
      }),
  })
  .meta({ id: "VerifyRequest", description: "A presented key to decide about." });

export type VerifyRequest = z.output<typeof verifyRequestSchema>;

const time = z.iso.datetime();

const verifiedIdentitySchema = z
  .object({
    id: z.string().meta({ description: "The identity's id.", examples: [EXAMPLE_ID.identity] }),
    externalId: z.string().meta({ description: "Your own id of the customer.", examples: ["customer_42"] }),
    metadata: shownMetadataField,
  })
  .meta({ id: "VerifiedIdentity", description: "The customer that a key belongs to." });

const limitStateSchema = z
  .object({
    name: z.string().meta(LIMIT_NAME),
    limit: shownLimitField,
    remaining: remainingField,
    windowMs: shownWindowField,
    resetAt: resetAtField,
    exceeded: z.boolean().meta({ description: "Whether this limit denied the call.", examples: [false] }),
    scope: z.enum(["key", "identity"]).meta({
      description: "`key`, or `identity`: counted together for all keys of the identity.",
      examples: ["key"],
    }),
  })
  .meta({ id: "RatelimitState", description: "A limit, and what is left of it." });

/** The 200 answer, for every outcome. NOT_FOUND has only `valid`, `code` and `requestId`. */
export const verifyAnswerSchema = z
  .object({
    valid: z.boolean().meta({
      description: "Whether to allow the call. Never true for a key that isn't known to be valid.",
      examples: [true],
    }),
    code: verificationCodeField,
    keyId: keyIdField.optional(),
    secretId: secretIdField.optional(),
    apiId: apiIdField.optional(),
    name: shownNameField.optional(),
    environment: environmentField.optional(),
    identity: verifiedIdentitySchema
      .nullable()
      .optional()
      .describe("The customer that the key belongs to. Null: nobody."),
    permissions: z
      .array(z.string())
      .optional()
      .meta({
        description: "The key's permissions, including those of its roles.",
        examples: [["orders:read"]],
      }),
    roles: z
      .array(z.string())
      .optional()
      .meta({ description: "The names of its roles.", examples: [["reader"]] }),
    metadata: shownMetadataField.optional().describe("The key's own metadata."),
    expiresAt: time
      .nullable()
      .optional()
      .meta({ description: "When it expires. Null: never.", examples: [null] }),
    credits: z
      .object({ remaining: z.int().meta({ description: "The credits that are left.", examples: [999] }) })
      .meta({ id: "RemainingCredits", description: "The credits that are left after a call." })
      .nullable()
      .optional()
      .describe("What it can still spend. Null: no limit."),
    ratelimits: z.array(limitStateSchema).optional().describe("The limits that counted this call."),
    rotation: z
      .object({
        state: z.literal("retiring").describe("The presented secret is being replaced."),
        retiresAt: time.meta({
          description: "When the presented secret stops working.",
          examples: ["2026-11-25T09:00:00.000Z"],
        }),
      })
      .meta({ id: "RetiringSecret", description: "The presented secret is being replaced." })
      .nullable()
      .optional()
      .meta({
        description: "The rotation that replaces the presented secret. Null: none.",
        examples: [null],
      }),
    degraded: z
      .literal(true)
      .optional()
      .describe("Present while Redis is unavailable and each server uses its own counts."),
    requestId: requestIdField,
  })
  .meta({ id: "Verification", description: "The decision about a presented key." });
