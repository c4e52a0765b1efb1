import type { LimitDecision, LimitRequest } from "../ratelimit/limiter";
import type { RootCaller } from "./authenticate";

/** Holds for management calls of a root key that has no limit of its own. */
export const MANAGEMENT_LIMIT = { name: "management", limit: 3_000, windowMs: 60_000, autoApply: true };

type Limited = Pick<RootCaller, "keyId" | "ratelimits">;

/** What one call takes from the root key's own limits. */
export function ownLimits(caller: Limited): LimitRequest[] {
  return caller.ratelimits
    .filter((l) => l.autoApply)
    .map((l) => ({ id: `${caller.keyId}\u0000${l.name}`, limit: l.limit, windowMs: l.windowMs, cost: 1 }));
}

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), the three older `RateLimit-*` fields of the
 * scarcest limit, and `Retry-After` (RFC 9110, section 10.2.3) if it is exceeded. Seconds, rounded up.
 */
export function ratelimitHeaders(
  caller: Limited,
  decision: LimitDecision,
  now: number,
): Record<string, string> {
  const named = caller.ratelimits.filter((l) => l.autoApply);
  const seconds = (ms: number) => Math.max(0, Math.ceil(ms / 1_000));
  const states = decision.states.map((state, i) => ({ ...state, name: named[i]?.name ?? "" }));
  const [first, ...others] = states;
  if (!first) return {};
  const scarcest = others.reduce(
    (a, b) => (b.exceeded || (!a.exceeded && b.remaining < a.remaining) ? b : a),
    first,
  );
  return {
    "RateLimit-Policy": states.map((s) => `"${s.name}";q=${s.limit};w=${seconds(s.windowMs)}`).join(", "),
    RateLimit: `"${scarcest.name}";r=${scarcest.remaining};t=${seconds(scarcest.resetAt - now)}`,
    "RateLimit-Limit": String(scarcest.limit),
    "RateLimit-Remaining": String(scarcest.remaining),
    "RateLimit-Reset": String(seconds(scarcest.resetAt - now)),
    ...(decision.allowed ? {} : { "Retry-After": String(Math.max(1, seconds(scarcest.retryAt - now))) }),
  };
}
