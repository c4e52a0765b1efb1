/** One limit to take from: at most `limit` in any `windowMs`, of which `cost` now (0 reads without taking). */
export type LimitRequest = { id: string; limit: number; windowMs: number; cost: number };

/** What a limit is counted under; `ownerId` is a key or an identity. */
export const limitId = (ownerId: string, name: string) => `${ownerId}\u0000${name}`;

export type LimitState = {
  limit: number;
  remaining: number;
  windowMs: number;
  /** When the window will be empty if nothing more is taken; milliseconds since the epoch. */
  resetAt: number;
  /** When the refused cost would fit; equals `resetAt` or earlier. Only meaningful if `exceeded`. */
  retryAt: number;
  exceeded: boolean;
};

/**
 * `states` are in the order of the requests; nothing was taken if any is exceeded. `degraded`: several nodes should have
 * decided this together, but what they share did not answer, so this process decided alone.
 */
export type LimitDecision = { allowed: boolean; states: LimitState[]; degraded?: true };

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
   * are for the same limit.
   */
  take(requests: readonly LimitRequest[], now: number): LimitDecision | Promise<LimitDecision>;
  /** Undoes an allowed `take` of `takenAt`: a later check denied the call, and a denial spends nothing. */
  giveBack(requests: readonly LimitRequest[], takenAt: number): void | Promise<void>;
  /** Limits that this process remembers, for metrics. */
  readonly windows?: number;
  /** Only of a limiter that can be degraded. */
  readonly health?: LimiterHealth;
}
