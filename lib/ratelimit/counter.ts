import * as fixed from "./fixed-window";
import { capacityOf, type LimitRequest, type LimitState, windowId } from "./limiter";
import type { Share } from "./shares";
import * as bucket from "./token-bucket";
import * as ring from "./window";

/** What one limit has counted, by its algorithm. `total` is what is taken of it. The sliding window is tested for first. */
export type Counter = ring.Window | fixed.FixedWindow | bucket.TokenBucket;

/** One that a limiter keeps. `due`: when to look whether it has emptied. */
export type Held = Counter & { readonly id: string; readonly share: Share; due: number };

/** An empty one. Whole literals: V8 gives spread and assigned objects shapes that make each later call slower. */
export function newHeld(request: LimitRequest, share: Share, now: number): Held {
  const { algorithm, windowMs, limit, cost } = request;
  const id = windowId(request);
  if (algorithm === undefined) {
    const newest = ring.bucketOf(windowMs, now);
    const due = ring.freedAt(newest, windowMs);
    return { id, algorithm, windowMs, share, counts: ring.emptyRing(), newest, total: 0, due };
  }
  if (algorithm === "fixed_window") {
    const newest = fixed.numberOf(windowMs, now);
    return { id, algorithm, windowMs, share, newest, total: 0, due: fixed.endOf(newest, windowMs) };
  }
  const due = now + Math.ceil((cost * windowMs) / limit);
  return { id, algorithm, windowMs, limit, share, missing: 0, at: now, total: 0, due };
}

/** Drops what no longer counts. */
export function advance(counter: Counter, now: number): void {
  if (counter.algorithm === undefined) ring.advance(counter, ring.bucketOf(counter.windowMs, now));
  else if (counter.algorithm === "fixed_window") fixed.advance(counter, now);
  else bucket.advance(counter, now);
}

export function add(counter: Counter, cost: number): void {
  if (counter.algorithm === undefined) ring.add(counter, cost);
  else if (counter.algorithm === "fixed_window") counter.total += cost;
  else bucket.add(counter, cost);
}

/** Takes back what was taken at `at`. */
export function subtract(counter: Counter, at: number, cost: number): void {
  if (counter.algorithm === undefined) ring.subtract(counter, ring.bucketOf(counter.windowMs, at), cost);
  else if (counter.algorithm === "fixed_window") fixed.subtract(counter, at, cost);
  else bucket.subtract(counter, cost);
}

/** When nothing in it counts any more if nothing is added. */
export function emptyAt(counter: Counter): number {
  if (counter.algorithm === undefined) return ring.emptyAt(counter);
  return counter.algorithm === "fixed_window"
    ? fixed.endOf(counter.newest, counter.windowMs)
    : bucket.freeAt(counter, 0);
}

/** When `excess` of it is free. */
function freeAt(counter: Counter, excess: number): number {
  if (counter.algorithm === undefined) return ring.freeAt(counter, excess);
  return counter.algorithm === "fixed_window"
    ? fixed.endOf(counter.newest, counter.windowMs)
    : bucket.freeAt(counter, counter.total - excess);
}

/** `counter` undefined: nothing was taken yet. `ahead` leads from the limiter's clock to the wall clock. */
export function stateOf(
  counter: Counter | undefined,
  request: LimitRequest,
  now: number,
  ahead: number,
): LimitState {
  const total = counter?.total ?? 0;
  const resetAt = (counter && total > 0 ? emptyAt(counter) : now) + ahead;
  return {
    limit: request.limit,
    remaining: Math.max(0, capacityOf(request) - total),
    windowMs: request.windowMs,
    resetAt,
    retryAt: resetAt,
    exceeded: false,
  };
}

/** As `stateOf`, of a limit that the cost does not fit into. */
export function exceededStateOf(
  counter: Counter | undefined,
  request: LimitRequest,
  now: number,
  ahead: number,
): LimitState {
  const state = stateOf(counter, request, now, ahead);
  const capacity = capacityOf(request);
  state.exceeded = true;
  if (request.cost > capacity) state.retryAt = null;
  else if (counter) state.retryAt = freeAt(counter, counter.total + request.cost - capacity) + ahead;
  return state;
}
