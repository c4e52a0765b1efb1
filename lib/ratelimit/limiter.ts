/** One limit to take from: at most `limit` in any `windowMs`, of which `cost` now (0 reads without taking). */
export type LimitRequest = { id: string; limit: number; windowMs: number; cost: number };

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

/** `states` are in the order of the requests; nothing was taken if any is exceeded. */
export type LimitDecision = { allowed: boolean; states: LimitState[] };

/** A true sliding window over one process, or (later) over several through Redis. */
export interface Limiter {
  /** All or none. In process it answers at once, so that a warm verification awaits nothing. */
  take(requests: readonly LimitRequest[], now: number): LimitDecision | Promise<LimitDecision>;
}
