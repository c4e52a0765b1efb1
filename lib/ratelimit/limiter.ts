/**
 * What a window counts against. `stored`: limits of keys, identities and APIs, and overrides. `brought`: limits that a
 * request brings along. `own`: what Latchkey's own API and pages are limited by. None of them can use up another's room.
 */
export type LimitPool = "stored" | "brought" | "own";

/** One limit to take from: at most `limit` in any `windowMs`, of which `cost` now (0 reads without taking). */
export type LimitRequest = { id: string; limit: number; windowMs: number; cost: number; pool: LimitPool };

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

/** A changed window length starts anew: counts of other sub-buckets say nothing about it. */
export const windowId = (request: LimitRequest) => `${request.windowMs}:${request.id}`;

/** Times are the wall clock's, in milliseconds since the epoch. */
export type LimitState = {
  limit: number;
  remaining: number;
  windowMs: number;
  /** When the window will be empty if nothing more is taken; now if it is empty. */
  resetAt: number;
  /** When the refused cost would fit, not after `resetAt`; null: never, it is above the limit. Only meaningful if `exceeded`. */
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

/** A true sliding window over one process, or over several through Redis. */
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
