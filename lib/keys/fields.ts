import { z } from "zod";
import { normalRange } from "../platform/address";
import { PERMISSION_PATTERN } from "../platform/permission";
import { unreadable } from "../platform/readable-text";
import { PREFIX_PATTERN } from "../platform/secret";
import {
  burstFault,
  LIMIT_ALGORITHMS,
  type LimitAlgorithm,
  type LimitRule,
  MAX_WINDOW_MS,
} from "../ratelimit/limiter";

const MAX_METADATA_BYTES = 8_192;
const MAX_METADATA_DEPTH = 5;
export const MAX_RATELIMITS = 20;
const DAY_MS = 86_400_000;

/** Refuses hidden characters, and text that shows nothing, with the reason. */
export const readable: z.core.CheckFn<string> = ({ value, issues }) => {
  const message = unreadable(value);
  if (message !== null) issues.push({ code: "custom", message, input: value });
};

/** Text that people read: 1 to 100 characters, nothing invisible in it. */
export const nameField = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have at most 100 characters")
  .check(readable)
  .meta({ description: "A name to recognize it by.", examples: ["billing worker"] });

/** A sentence or two beside a name; null: none. */
export const descriptionField = z
  .string()
  .trim()
  .max(500, "must have at most 500 characters")
  .check(readable)
  .transform((text) => text || null)
  .nullable()
  .describe("What it is for, in a sentence or two.");

export const permissionField = z
  .string()
  .regex(PERMISSION_PATTERN, "must be resource:action, resource:* or * (letters, digits, _ . -)")
  .meta({ description: "A permission, `resource:action`.", examples: ["orders:read"] });

export const permissionsField = z
  .array(permissionField)
  .max(500, "must have at most 500 entries")
  .meta({ description: "Permissions, `resource:action`.", examples: [["orders:read"]] })
  .transform((names) => [...new Set(names)].sort());

export const prefixField = z
  .string()
  .regex(PREFIX_PATTERN, "must be a lower-case letter followed by up to 15 lower-case letters or digits")
  .meta({ description: "The beginning of the secret.", examples: ["sk"] });

/** The customer's own id. It is compared code point by code point: no normalisation, no trimming, no change of case. */
export const externalIdField = z
  .string()
  .min(1, "must not be empty")
  .max(255, "must have at most 255 characters")
  .check(readable)
  .meta({
    description: "Your own id of the customer that the key belongs to.",
    examples: ["customer_42"],
  });

/** How deep arrays and objects are nested; a plain value is 0. */
function depth(value: unknown): number {
  if (value === null || typeof value !== "object") return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}

export const metadataField = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => depth(value) <= MAX_METADATA_DEPTH,
    `must not be nested deeper than ${MAX_METADATA_DEPTH}`,
  )
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA_BYTES,
    `must not be larger than ${MAX_METADATA_BYTES} bytes`,
  )
  .meta({
    description: "Any JSON of yours, up to 8 KiB and nested at most 5 deep. Verifications return it.",
    examples: [{ plan: "pro" }],
  });

/** Refuses a `burst` that the limit cannot have; its counts may matter for `mostMs`. */
export const burstFits =
  (mostMs: number): z.core.CheckFn<LimitRule> =>
  ({ value, issues }) => {
    const message = burstFault(value, mostMs);
    if (message !== null) issues.push({ code: "custom", path: ["burst"], message, input: value.burst });
  };

export const algorithmField = z.enum(LIMIT_ALGORITHMS).meta({
  id: "LimitAlgorithm",
  description:
    "How calls are counted. `sliding_window`: at most `limit` in any window. `fixed_window`: at most `limit` between two multiples of `windowMs` in UTC. `token_bucket`: `limit` tokens are added evenly per window, up to `burst`.",
});
export const burstField = z
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(1_000_000_000, "must be at most 1,000,000,000")
  .meta({
    description:
      "The most tokens that a token bucket holds. The default is `limit`. Only with `token_bucket`.",
    examples: [200],
  });

const ratelimitFields = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, "must have 1 to 64 letters, digits, _ . -")
    .meta({
      description: "The limit's name: 1 to 64 letters, digits, `_`, `.` or `-`.",
      examples: ["requests"],
    }),
  limit: z
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(1_000_000_000, "must be at most 1,000,000,000")
    .meta({
      description:
        "How many calls are allowed per window. For a token bucket, how many tokens are added per window.",
      examples: [100],
    }),
  windowMs: z
    .int("must be a whole number")
    .min(1_000, "must be at least 1,000 (a second)")
    .max(MAX_WINDOW_MS, "must be at most 2,592,000,000 (30 days)")
    .meta({ description: "The length of the window in milliseconds.", examples: [60_000] }),
  algorithm: algorithmField.default("sliding_window"),
  burst: burstField.optional(),
  autoApply: z
    .boolean()
    .default(true)
    .meta({
      description: "Whether every verification takes from it. If false, only those that name it do.",
      examples: [true],
    }),
});
/** A whole example: only some algorithms have each field. */
export const RATELIMIT_EXAMPLE = {
  name: "requests",
  limit: 100,
  windowMs: 60_000,
  algorithm: "sliding_window" as const,
  autoApply: true,
};
/** Without a name of its own, for the schemas that are made from it. */
export const ratelimitRule = ratelimitFields.check(burstFits(MAX_WINDOW_MS));
export const ratelimitField = ratelimitRule.meta({
  id: "RatelimitInput",
  description: "A limit to set.",
  examples: [RATELIMIT_EXAMPLE],
});
export const ratelimitSchema = ratelimitRule.meta({
  id: "Ratelimit",
  description: "A limit that is set.",
  examples: [RATELIMIT_EXAMPLE],
});

/** Limits as they are answered: those stored before limits had an algorithm are sliding windows. */
export const shownLimits = <Limit extends { algorithm?: LimitAlgorithm | undefined }>(
  limits: readonly Limit[],
) => limits.map((limit) => ({ ...limit, algorithm: limit.algorithm ?? "sliding_window" }));

export const ratelimitsField = z
  .array(ratelimitField)
  .max(MAX_RATELIMITS, `must have at most ${MAX_RATELIMITS} entries`)
  .refine(
    (limits) => new Set(limits.map((l) => l.name)).size === limits.length,
    "must not name a limit twice",
  );

/** An instant as an RFC 3339 string; parsed to a Date. */
export const instantField = z.iso
  .datetime({ offset: true, message: "must be an RFC 3339 date and time" })
  .transform((text) => new Date(text));

/** An instant in the future by the server's clock, as an RFC 3339 string; parsed to a Date. */
export const futureField = z.iso
  .datetime({ offset: true, message: "must be an RFC 3339 date and time" })
  .meta({ examples: ["2027-06-01T00:00:00Z"] })
  .transform((text) => new Date(text))
  .refine((date) => date.getTime() > Date.now(), "must be in the future")
  .refine((date) => date.getTime() < Date.now() + 36_500 * DAY_MS, "must be within 100 years");

export const roleNameField = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, "must have 1 to 64 letters, digits, _ . -")
  .meta({
    description: "The role's name: 1 to 64 letters, digits, `_`, `.` or `-`.",
    examples: ["reader"],
  });

/** Names of roles of the workspace. */
export const rolesField = z
  .array(roleNameField)
  .max(50, "must have at most 50 entries")
  .meta({ description: "The names of the key's roles.", examples: [["reader"]] })
  .transform((names) => [...new Set(names)].sort());

export const ipAllowlistField = z
  .array(
    z.string().transform((text, issue) => {
      const range = normalRange(text.trim());
      if (range !== null) return range;
      const message = text.includes("%")
        ? "must not have a zone such as %eth0: it means something on one machine only"
        : "must be an IPv4 or IPv6 address or CIDR range";
      issue.addIssue({ code: "custom", message });
      return z.NEVER;
    }),
  )
  .max(100, "must have at most 100 entries")
  .transform((ranges) => [...new Set(ranges)])
  .describe("IP addresses and CIDR ranges that it may be used from. Empty: any.");

function originOf(text: string): string | null {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username
      ? url.origin
      : null;
  } catch {
    return null;
  }
}

/** Origins (RFC 6454) as browsers send them: `https://shop.example`. */
export const allowedOriginsField = z
  .array(
    z.string().transform((text, issue) => {
      const origin = originOf(text.trim());
      if (origin !== null) return origin;
      issue.addIssue({ code: "custom", message: "must be an origin, such as https://shop.example" });
      return z.NEVER;
    }),
  )
  .max(50, "must have at most 50 entries")
  .transform((origins) => [...new Set(origins)])
  .describe("Origins that a publishable key may be used from, such as `https://shop.example`.");

/** Seconds that a key lives: a minute to ten years. */
export const lifetimeField = z
  .int("must be a whole number of seconds")
  .min(60, "must be at least 60 (a minute)")
  .max(315_360_000, "must be at most 315,360,000 (ten years)");

/** `limit` and `cursor` of every list. */
export const pageFields = {
  limit: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be from 1 to 100")
    .max(100, "must be from 1 to 100")
    .default(50)
    .describe("How many entries to return, 1 to 100."),
  cursor: z.string().max(512).optional().describe("`nextCursor` of the page before."),
};

export const overlapField = z
  .int("must be a whole number of seconds")
  .min(0, "must not be negative")
  .max(31_536_000, "must be at most 31,536,000 (a year)")
  .meta({
    description: "How long the old secret keeps working, in seconds. 0: it stops working immediately.",
    examples: [86_400],
  });
