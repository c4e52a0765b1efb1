/**
 * What a window counts against. `stored`: limits of keys, identities and APIs, and overrides. `brought`: limits that a
 * request brings along. `own`: what Latchkey's own API and pages are limited by. None of them can use up another's room.
 */
export type LimitPool = "stored" | "brought" | "own";

export const LIMIT_ALGORITHMS = ["sliding_window", "fixed_window", "token_bucket"] as const;
export type LimitAlgorithm = (typeof LIMIT_ALGORITHMS)[number];

/** How a limit is counted, as it is stored and answered. Without `algorithm` it is a sliding window. */
export type LimitRule = {
  limit: number;
  windowMs: number;
  algorithm?: LimitAlgorithm | undefined;
  /** The most tokens that a token bucket holds; without it, `limit`. No other algorithm has one. */
  burst?: number | undefined;
};

/** As `LimitRule`, where the sliding window is the absence of another algorithm: one cheap test on the way of most calls. */
type CountedRule = Omit<LimitRule, "algorithm"> & {
  algorithm?: Exclude<LimitAlgorithm, "sliding_window"> | undefined;
};

/**
 * One limit to take from, `cost` now (0 reads without taking). A sliding window: at most `limit` in any `windowMs`. A
 * fixed window: at most `limit` between two multiples of `windowMs` since the epoch. A token bucket: `limit` tokens are
 * added evenly in each `windowMs`, and it holds at most `burst`.
 */
export type LimitRequest = CountedRule & { id: string; cost: number; pool: LimitPool };

export const countedAs = (algorithm: LimitAlgorithm | undefined): CountedRule["algorithm"] =>
  algorithm === "sliding_window" ? undefined : algorithm;

/** The most that can be taken at once; a higher cost never fits. */
export const capacityOf = ({ limit, burst }: Pick<LimitRule, "limit" | "burst">) => burst ?? limit;

/** How long counts can matter: until the window has passed, or the empty bucket is full again. */
export const lastsMs = ({ limit, windowMs, algorithm, burst }: LimitRule) =>
  algorithm === "token_bucket" ? (capacityOf({ limit, burst }) * windowMs) / limit : windowMs;

/** No limit counts for longer than 30 days. */
export const MAX_WINDOW_MS = 30 * 86_400_000;

/** What is wrong with a limit's `burst`, where its counts may matter for `mostMs`; null: nothing. */
export function burstFault(rule: LimitRule, mostMs: number): string | null {
  if (rule.algorithm !== "token_bucket")
    return rule.burst === undefined ? null : "is only for the algorithm token_bucket";
  if (lastsMs(rule) <= mostMs) return null;
  const most = Math.floor((mostMs * rule.limit) / rule.windowMs);
  return `must be at most ${most}, so that the bucket fills within ${mostMs / 86_400_000 === 1 ? "a day" : "30 days"}`;
}

/** Limits that a request brings along last at most a day. */
export const MAX_BROUGHT_WINDOW_MS = 86_400_000;

/** One string for several parts, different for different parts whatever they contain: each has its length in front. */
export function composedId(...parts: readonly string[]): string {
  let id = "";
  for (const part of parts) id += `${part.length}:${part}`;
  return id;
}

/** What a limit is counted under; `ownerId` is a key or an identity. As `composedId`, without its list. */
export const limitId = (ownerId: string, name: string) =>
  `${ownerId.length}:${ownerId}${name.length}:${name}`;

/**
 * Limits that must not share a count have different ids here: those with another length or algorithm, and token buckets
 * with another rate.
 */
export function windowId({ algorithm, limit, windowMs, id }: LimitRequest): string {
  if (algorithm === undefined) return `${windowMs}:${id}`;
  return algorithm === "fixed_window" ? `f${windowMs}:${id}` : `t${limit}/${windowMs}:${id}`;
}

/** Times are the wall clock's, in milliseconds since the epoch. */
export type LimitState = {
  limit: number;
  /** Of a token bucket, the whole tokens in it; they may be more than `limit` where `burst` is. */
  remaining: number;
  windowMs: number;
  /** When all of it will be free again if nothing more is taken; now if nothing is taken. */
  resetAt: number;
  /** When the refused cost would fit, not after `resetAt`; null: never, it is above the limit or burst. Only meaningful if `exceeded`. */
  retryAt: number | null;
  exceeded: boolean;
};

/**
 * `states` are in the order of the requests; nothing was taken if any is exceeded. `degraded`: several nodes should have
 * decided this together, but what they share did not answer, so this process decided alone. `at`: when it was asked, by
 * the limiter's own clock; for `giveBack`.
 */
export type LimitDecision = { allowed: boolean; states: LimitState[]; at: number; degraded?: true };

/** `over_share`: a new window is needed, and the workspace has as many as it may; nothing was taken. */
export type Taken = LimitDecision | "over_share";

/** When all exceeded limits would have room; null: never. */
export function retryAtOf(states: readonly LimitState[]): number | null {
  let latest = 0;
  for (const { exceeded, retryAt } of states) {
    if (!exceeded) continue;
    if (retryAt === null) return null;
    latest = Math.max(latest, retryAt);
  }
  return latest;
}

/** Sums since the start, for metrics. `degraded` is now. */
export type LimiterHealth = {
  degraded: boolean;
  /** Calls answered by Redis, the round trips that they shared, and those refused from memory without one. */
  shared: number;
  roundTrips: number;
  remembered: number;
  /** Calls that this process decided alone, and how often it came to that. */
  fallbacks: number;
  outages: number;
};

/** Of two limiters on one Redis, which both notice its outages. */
export function healthOf(a: LimiterHealth | undefined, b: LimiterHealth | undefined) {
  if (!a || !b) return a ?? b;
  return {
    degraded: a.degraded || b.degraded,
    shared: a.shared + b.shared,
    roundTrips: a.roundTrips + b.roundTrips,
    remembered: a.remembered + b.remembered,
    fallbacks: a.fallbacks + b.fallbacks,
    outages: Math.max(a.outages, b.outages),
  };
}

/** Counts limits over one process, or over several through Redis. */
export interface Limiter {
  /**
   * All or none. In process it answers at once, so that a warm verification awaits nothing. No two requests of one call
   * are for the same limit. New windows count against the share of `workspaceId`; a cost of 0 and a refusal make none.
   */
  take(workspaceId: string, requests: readonly LimitRequest[]): Taken | Promise<Taken>;
  /** Undoes an allowed `take`: a later check denied the call, and a denial spends nothing. */
  giveBack(requests: readonly LimitRequest[], taken: LimitDecision): void | Promise<void>;
  /** Windows that this process remembers, for metrics. */
  readonly windows?: number;
  /** Only of a limiter that can be degraded. */
  readonly health?: LimiterHealth;
}
