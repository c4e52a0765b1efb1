import { LRUCache } from "lru-cache";
import type { LimitDecision, Limiter, LimitRequest, LimitState } from "./limiter";

/** A slot may be freed late by this share of the window, never early. */
const SUB_BUCKETS = 20;

/** Counts of the last `SUB_BUCKETS + 1` sub-buckets, as a ring. */
type Window = {
  counts: Float64Array /** Number of the newest sub-bucket since the epoch. */;
  newest: number;
  total: number;
};

const RING = SUB_BUCKETS + 1;

/** Drops what has left the window. Sub-bucket `n` counts until the whole of it is older than the window. */
function advance(window: Window, bucket: number): void {
  const steps = bucket - window.newest;
  // A clock that steps back keeps the newest bucket: counts are freed late, never early.
  if (steps <= 0) return;
  if (steps >= RING) {
    window.counts.fill(0);
    window.total = 0;
  } else {
    for (let n = window.newest + 1; n <= bucket; n++) {
      window.total -= window.counts[n % RING] ?? 0;
      window.counts[n % RING] = 0;
    }
  }
  window.newest = bucket;
}

/** A changed window length starts anew: counts of other sub-buckets say nothing about it. */
const windowId = (request: LimitRequest) => `${request.id}\u0000${request.windowMs}`;

const bucketOf = (request: LimitRequest, at: number) => Math.floor((at * SUB_BUCKETS) / request.windowMs);

/** The sliding window of this process: exact, all or none, and bounded in memory. */
export class MemoryLimiter implements Limiter {
  readonly #windows: LRUCache<string, Window>;

  /** `capacity` bounds the number of limits remembered; the least recently used is forgotten first. */
  constructor(capacity = 1_000_000) {
    this.#windows = new LRUCache({ max: capacity });
  }

  get windows(): number {
    return this.#windows.size;
  }

  take(requests: readonly LimitRequest[], now: number): LimitDecision {
    let allowed = true;
    const windows: Window[] = [];
    for (const request of requests) {
      const window = this.#at(request, now);
      windows.push(window);
      if (request.cost > 0 && window.total + request.cost > request.limit) allowed = false;
    }
    const states: LimitState[] = [];
    for (const [i, request] of requests.entries()) {
      const window = windows[i];
      if (!window) continue;
      const exceeded = request.cost > 0 && window.total + request.cost > request.limit;
      if (allowed && request.cost > 0) {
        window.counts[window.newest % RING] = (window.counts[window.newest % RING] ?? 0) + request.cost;
        window.total += request.cost;
      }
      states.push(stateOf(window, request, exceeded));
    }
    return { allowed, states };
  }

  giveBack(requests: readonly LimitRequest[], takenAt: number): void {
    for (const request of requests) {
      const window = this.#windows.get(windowId(request));
      const bucket = bucketOf(request, takenAt);
      // What has left the window meanwhile is free already.
      if (!window || bucket > window.newest || bucket <= window.newest - RING) continue;
      const slot = bucket % RING;
      const taken = Math.min(request.cost, window.counts[slot] ?? 0);
      window.counts[slot] = (window.counts[slot] ?? 0) - taken;
      window.total -= taken;
    }
  }

  #at(request: LimitRequest, now: number): Window {
    const id = windowId(request);
    const bucket = bucketOf(request, now);
    let window = this.#windows.get(id);
    if (!window) {
      window = { counts: new Float64Array(RING), newest: bucket, total: 0 };
      this.#windows.set(id, window);
    }
    advance(window, bucket);
    return window;
  }
}

/** When sub-bucket `n` no longer counts, in milliseconds since the epoch. */
const freedAt = (n: number, windowMs: number) => Math.ceil(((n + RING) * windowMs) / SUB_BUCKETS);

function stateOf(window: Window, request: LimitRequest, exceeded: boolean): LimitState {
  const { limit, windowMs, cost } = request;
  const oldest = window.newest - SUB_BUCKETS;
  let retryAt = 0;
  if (exceeded) {
    let excess = window.total + cost - limit;
    for (let n = oldest; n <= window.newest && excess > 0; n++) {
      const count = window.counts[((n % RING) + RING) % RING] ?? 0;
      if (count === 0) continue;
      excess -= count;
      retryAt = freedAt(n, windowMs);
    }
  }
  let last = window.newest;
  while (last > oldest && !window.counts[((last % RING) + RING) % RING]) last--;
  const resetAt = window.total > 0 ? freedAt(last, windowMs) : freedAt(oldest - 1, windowMs);
  return {
    limit,
    remaining: Math.max(0, limit - window.total),
    windowMs,
    resetAt,
    retryAt: retryAt || resetAt,
    exceeded,
  };
}
