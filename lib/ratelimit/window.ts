/** A slot may be freed late by this share of the window, never early. */
const SUB_BUCKETS = 20;
const RING = SUB_BUCKETS + 1;

/** Counts of the last `RING` sub-buckets, as a ring. Times are the limiter's own clock. */
export type Window = {
  readonly algorithm: undefined;
  readonly windowMs: number;
  readonly counts: number[];
  /** Number of the newest sub-bucket since the epoch. */
  newest: number;
  total: number;
};

export const bucketOf = (windowMs: number, at: number) => Math.floor((at * SUB_BUCKETS) / windowMs);

/** When sub-bucket `n` no longer counts: when the whole of it is older than the window. */
export const freedAt = (n: number, windowMs: number) => Math.ceil(((n + RING) * windowMs) / SUB_BUCKETS);

// Not filled by index: the array stays packed, 8 bytes for each count.
export const emptyRing = (): number[] => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Drops what has left the window. */
export function advance(window: Window, bucket: number): void {
  const steps = bucket - window.newest;
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

export function add(window: Window, cost: number): void {
  window.counts[window.newest % RING] = (window.counts[window.newest % RING] ?? 0) + cost;
  window.total += cost;
}

/** Takes back from one sub-bucket; what has left the window meanwhile is free already. */
export function subtract(window: Window, bucket: number, cost: number): void {
  if (bucket > window.newest || bucket <= window.newest - RING) return;
  const slot = bucket % RING;
  const taken = Math.min(cost, window.counts[slot] ?? 0);
  window.counts[slot] = (window.counts[slot] ?? 0) - taken;
  window.total -= taken;
}

/** When nothing in it counts any more if nothing is added. */
export function emptyAt(window: Window): number {
  const oldest = window.newest - SUB_BUCKETS;
  let last = window.newest;
  while (last > oldest && !window.counts[last % RING]) last--;
  return freedAt(last, window.windowMs);
}

/** When `excess` of it has left the window. */
export function freeAt(window: Window, excess: number): number {
  let left = excess;
  let at = window.newest;
  for (let n = window.newest - SUB_BUCKETS; n <= window.newest && left > 0; n++) {
    const count = window.counts[n % RING] ?? 0;
    if (count === 0) continue;
    left -= count;
    at = n;
  }
  return freedAt(at, window.windowMs);
}
