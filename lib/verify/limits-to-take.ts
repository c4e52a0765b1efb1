import type { ApiCredential, HeldLimit } from "../credentials/credential";
import {
  burstFault,
  countedAs,
  type LimitDecision,
  type LimitPool,
  type LimitRequest,
  limitId,
  MAX_BROUGHT_WINDOW_MS,
  MAX_WINDOW_MS,
} from "../ratelimit/limiter";
import type { VerifyRequest } from "./schemas";

export type AnsweredLimit = {
  name: string;
  limit: number;
  remaining: number;
  windowMs: number;
  resetAt: string;
  exceeded: boolean;
  /** `identity`: counted once for all keys of the key's identity. */
  scope: "key" | "identity";
};

export type NamedLimit = { name: string; scope: "key" | "identity"; take: LimitRequest };

export const takes = (limits: readonly NamedLimit[]) => limits.map((limit) => limit.take);

/** Counted for the key, or for its identity and so for all keys of it. */
export function named(
  key: ApiCredential,
  held: HeldLimit,
  cost: number,
  pool: LimitPool = "stored",
): NamedLimit {
  const owner = held.scope === "identity" && key.identity ? key.identity.id : key.id;
  const { limit, windowMs, algorithm, burst } = held;
  const id = limitId(owner, held.name);
  const take = { id, limit, windowMs, algorithm: countedAs(algorithm), burst, cost, pool };
  return { name: held.name, scope: held.scope, take };
}

type Asked = NonNullable<VerifyRequest["ratelimits"]>[number];

/** The held limit with what the request asks for instead. */
function askedFor(held: HeldLimit, asked: Asked): HeldLimit {
  const algorithm = asked.algorithm ?? held.algorithm;
  return {
    ...held,
    limit: asked.limit ?? held.limit,
    windowMs: asked.windowMs ?? held.windowMs,
    algorithm,
    burst: asked.burst ?? (algorithm === held.algorithm ? held.burst : undefined),
  };
}

/** As `windowId` tells windows apart. */
const isSameWindow = (a: HeldLimit, b: HeldLimit) =>
  a.windowMs === b.windowMs &&
  countedAs(a.algorithm) === countedAs(b.algorithm) &&
  (a.algorithm !== "token_bucket" || a.limit === b.limit);

function faultOf(limit: HeldLimit, stored: boolean): { field: string; message: string } | null {
  const burst = burstFault(limit, stored ? MAX_WINDOW_MS : MAX_BROUGHT_WINDOW_MS);
  if (burst !== null) return { field: "burst", message: burst };
  if (stored || limit.windowMs <= MAX_BROUGHT_WINDOW_MS) return null;
  return {
    field: "windowMs",
    message: "must be at most 86,400,000 (a day) for a limit that the key doesn't have",
  };
}

/**
 * The automatic limits and those asked for by name, of which the key and its identity may both have one: then both are
 * taken. One that is unknown must bring its own limit and window.
 */
export function limitsToTake(
  key: ApiCredential,
  request: VerifyRequest,
): NamedLimit[] | { field: string; message: string } {
  const asked = request.ratelimits;
  const cost = request.cost ?? 1;
  const taken: NamedLimit[] = [];
  for (const held of key.ratelimits)
    if (held.autoApply && !asked?.some((one) => one.name === held.name)) taken.push(named(key, held, cost));
  for (const [i, one] of (asked ?? []).entries()) {
    const held = key.ratelimits.filter((limit) => limit.name === one.name);
    const own = one.limit !== undefined && one.windowMs !== undefined;
    if (held.length === 0 && !own)
      return {
        field: `ratelimits.${i}.name`,
        message: `the key has no limit named ${JSON.stringify(one.name)}; give its limit and windowMs`,
      };
    if (asked?.some((other, j) => j < i && other.name === one.name))
      return { field: `ratelimits.${i}.name`, message: `${JSON.stringify(one.name)} is asked for twice` };
    const { name, limit: most = 0, windowMs = 0 } = one;
    const unknown: HeldLimit = { name, limit: most, windowMs, autoApply: false, scope: "key" };
    for (const limit of held.length > 0 ? held : [unknown]) {
      const as = askedFor(limit, one);
      // Another window is the request's and not the key's.
      const stored = held.length > 0 && isSameWindow(as, limit);
      const fault = faultOf(as, stored);
      if (fault) return { field: `ratelimits.${i}.${fault.field}`, message: fault.message };
      taken.push(named(key, as, one.cost ?? cost, stored ? "stored" : "brought"));
    }
  }
  return taken;
}

let lastInstantMs = Number.NaN;
let lastInstant = "";

/** RFC 3339. The last one is kept: all windows of a length empty at the same few instants, so it is mostly asked for again. */
function instant(ms: number): string {
  if (ms === lastInstantMs) return lastInstant;
  lastInstantMs = ms;
  lastInstant = new Date(ms).toISOString();
  return lastInstant;
}

export function answeredLimits(limits: readonly NamedLimit[], decision: LimitDecision): AnsweredLimit[] {
  return decision.states.map((state, i) => ({
    name: limits[i]?.name ?? "",
    limit: state.limit,
    remaining: state.remaining,
    windowMs: state.windowMs,
    resetAt: instant(state.resetAt),
    exceeded: state.exceeded,
    scope: limits[i]?.scope ?? "key",
  }));
}
