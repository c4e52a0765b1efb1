import { SteadyClock } from "../platform/steady-clock";
import { DueHeap } from "./due-heap";
import type { LimitDecision, Limiter, LimitRequest, LimitState, Taken } from "./limiter";
import { windowId } from "./limiter";
import { type PoolSizes, poolSizes, type Share, Shares } from "./shares";
import * as ring from "./window";

/** `due`: when to look whether it has emptied. */
type Held = ring.Window & { readonly id: string; readonly share: Share; due: number };

/** Windows looked at in one call: so much is paid for those that have emptied. */
const LOOKED_AT_ONCE = 32;
/** One that still counts is not looked at again before this, however short it is. */
const LOOK_AGAIN_MS = 10_000;

/**
 * The sliding window of this process: exact, all or none, and bounded in memory. A window that still counts is never
 * forgotten; where a workspace has no room for another, the newcomer is refused.
 */
export class MemoryLimiter implements Limiter {
  readonly #windows = new Map<string, Held>();
  readonly #due = new DueHeap<Held>();
  readonly #shares: Shares;

  constructor(
    sizes: PoolSizes = poolSizes(500_000),
    /** What windows are counted by, whatever the wall clock does. */
    readonly clock = new SteadyClock(),
  ) {
    this.#shares = new Shares(sizes);
  }

  get windows(): number {
    return this.#windows.size;
  }

  take(workspaceId: string, requests: readonly LimitRequest[]): Taken {
    const now = this.clock.now();
    this.#reclaim(now);
    const windows: (Held | undefined)[] = [];
    let allowed = true;
    let missing = false;
    for (const request of requests) {
      const window = this.#windows.get(windowId(request));
      if (window) ring.advance(window, ring.bucketOf(request.windowMs, now));
      else if (request.cost > 0) missing = true;
      windows.push(window);
      if (request.cost > 0 && (window?.total ?? 0) + request.cost > request.limit) allowed = false;
    }
    if (allowed && missing && !this.#make(workspaceId, requests, windows, now)) return "over_share";
    const ahead = this.clock.ahead(now);
    const states: LimitState[] = [];
    for (let i = 0; i < requests.length; i++) {
      const request = requests[i];
      if (!request) continue;
      const window = windows[i];
      const { cost, limit } = request;
      if (!allowed && cost > 0 && (window?.total ?? 0) + cost > limit)
        states.push(ring.exceededStateOf(window, request, now, ahead));
      else {
        if (allowed && window && cost > 0) ring.add(window, cost);
        states.push(ring.stateOf(window, request, now, ahead));
      }
    }
    return { allowed, states, at: now };
  }

  giveBack(requests: readonly LimitRequest[], { at }: Pick<LimitDecision, "at">): void {
    for (const request of requests) {
      const window = this.#windows.get(windowId(request));
      if (window) ring.subtract(window, ring.bucketOf(request.windowMs, at), request.cost);
    }
  }

  /** Holds room for the windows that a `take` of these would make; null: there is none. `release` it before that take. */
  reserve(workspaceId: string, requests: readonly LimitRequest[]): readonly Share[] | null {
    const held: Share[] = [];
    for (const request of requests) {
      if (request.cost === 0 || this.#windows.has(windowId(request))) continue;
      const share = this.#shares.join(workspaceId, request.pool);
      if (!share) {
        this.release(held);
        return null;
      }
      held.push(share);
    }
    return held;
  }

  release(held: readonly Share[]): void {
    for (const share of held) this.#shares.leave(share);
  }

  /** Makes the windows that a cost needs, all or none. */
  #make(
    workspaceId: string,
    requests: readonly LimitRequest[],
    windows: (Held | undefined)[],
    now: number,
  ): boolean {
    const held = this.reserve(workspaceId, requests);
    if (!held) return false;
    let next = 0;
    for (const [i, request] of requests.entries()) {
      if (windows[i] || request.cost === 0) continue;
      const share = held[next++];
      if (!share) break;
      const { windowMs } = request;
      const newest = ring.bucketOf(windowMs, now);
      const counts = ring.emptyRing();
      const due = ring.freedAt(newest, windowMs);
      const window: Held = { id: windowId(request), windowMs, share, counts, newest, total: 0, due };
      windows[i] = window;
      this.#windows.set(window.id, window);
      this.#due.push(window);
    }
    return true;
  }

  /** Forgets windows that have emptied; a bounded number in each call, so that no call pays for a flood alone. */
  #reclaim(now: number): void {
    for (let looked = 0; looked < LOOKED_AT_ONCE; looked++) {
      const window = this.#due.first;
      if (!window || window.due > now) return;
      this.#due.pop();
      ring.advance(window, ring.bucketOf(window.windowMs, now));
      if (window.total === 0) {
        this.#windows.delete(window.id);
        this.#shares.leave(window.share);
      } else {
        window.due = Math.max(ring.emptyAt(window), now + LOOK_AGAIN_MS);
        this.#due.push(window);
      }
    }
  }
}
