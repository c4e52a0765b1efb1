import type { StoredRatelimit } from "@/db/schema";
import { countedAs, type LimitDecision, type LimitRequest, limitId, retryAtOf } from "../ratelimit/limiter";
import type { SingleRequest } from "../ratelimit/single-limiter";

/** Holds for management calls of a root key that has no limit of its own: so many at once, and then 50 a second. */
export const MANAGEMENT_LIMIT = {
  name: "management",
  limit: 3_000,
  windowMs: 60_000,
  algorithm: "token_bucket",
  autoApply: true,
} as const satisfies StoredRatelimit;

/** What a management call takes from that limit. */
export const managementRequest = (keyId: string): SingleRequest => {
  const { name, limit, windowMs, algorithm } = MANAGEMENT_LIMIT;
  return { id: limitId(keyId, name), limit, windowMs, algorithm, cost: 1, pool: "own" };
};

type Limited = { keyId: string; ratelimits: readonly StoredRatelimit[] };

/** What a call takes from the root key's own limits. */
export function ownLimits(caller: Limited, cost = 1): LimitRequest[] {
  return caller.ratelimits
    .filter((l) => l.autoApply)
    .map(({ name, limit, windowMs, algorithm, burst }) => {
      const id = limitId(caller.keyId, name);
      return { id, limit, windowMs, algorithm: countedAs(algorithm), burst, cost, pool: "own" };
    });
}

const seconds = (ms: number) => Math.max(0, Math.ceil(ms / 1_000));

type NamedState = {
  name: string;
  limit: number;
  remaining: number;
  windowMs: number;
  resetAt: number;
  exceeded: boolean;
};

/** The limit that a caller meets first. */
function scarcestOf<S extends NamedState>(states: readonly S[]): S | undefined {
  return states.reduce<S | undefined>(
    (a, b) => (!a || b.exceeded || (!a.exceeded && b.remaining < a.remaining) ? b : a),
    undefined,
  );
}

/** A structured field's string (RFC 8941, section 3.3.3) holds printable ASCII, with two characters escaped. */
const quoted = (name: string) => `"${name.replace(/[^ -~]/g, "?").replace(/["\\]/g, "\\$&")}"`;

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers). Seconds, rounded up. */
export function limitFields(states: readonly NamedState[], now: number): Record<string, string> {
  const scarcest = scarcestOf(states);
  if (!scarcest) return {};
  return {
    "RateLimit-Policy": states
      .map((s) => `${quoted(s.name)};q=${s.limit};w=${seconds(s.windowMs)}`)
      .join(", "),
    RateLimit: `${quoted(scarcest.name)};r=${scarcest.remaining};t=${seconds(scarcest.resetAt - now)}`,
  };
}

/**
 * The fields of a root key's own limits: those above, the three older `RateLimit-*` fields of the scarcest limit, and
 * `Retry-After` (RFC 9110, section 10.2.3) if one is exceeded and the call can fit later.
 */
export function ratelimitHeaders(
  caller: Limited,
  decision: LimitDecision,
  now: number,
): Record<string, string> {
  const named = caller.ratelimits.filter((l) => l.autoApply);
  const states = decision.states.map((state, i) => ({ ...state, name: named[i]?.name ?? "" }));
  const scarcest = scarcestOf(states);
  if (!scarcest) return {};
  const retryAt = decision.allowed ? null : retryAtOf(states);
  return {
    ...limitFields(states, now),
    "RateLimit-Limit": String(scarcest.limit),
    "RateLimit-Remaining": String(scarcest.remaining),
    "RateLimit-Reset": String(seconds(scarcest.resetAt - now)),
    ...(retryAt === null ? {} : { "Retry-After": String(Math.max(1, seconds(retryAt - now))) }),
  };
}
