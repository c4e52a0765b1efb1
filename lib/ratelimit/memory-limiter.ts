import { SteadyClock } from "../platform/steady-clock";
import type { Held } from "./counter";
import * as counting from "./counter";
import { DueHeap } from "./due-heap";
import type { LimitDecision, Limiter, LimitRequest, LimitState, Taken } from "./limiter";
import { capacityOf, windowId } from "./limiter";
import { type PoolSizes, poolSizes, type Share, Shares } from "./shares";

/** Windows looked at in one call: so much is paid for those that have emptied. */
const LOOKED_AT_ONCE = 32;
/** One that still counts is not looked at again before this, however short it is. */
const LOOK_AGAIN_MS = 10_000;

/**
 * The limits of this process: exact, all or none, and bounded in memory. A window that still counts is never
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
      if (window) counting.advance(window, now);
      else if (request.cost > 0) missing = true;
      windows.push(window);
      if (request.cost > 0 && (window?.total ?? 0) + request.cost > capacityOf(request)) allowed = false;
    }
    if (allowed && missing && !this.#make(workspaceId, requests, windows, now)) return "over_share";
    const ahead = this.clock.ahead(now);
    const states: LimitState[] = [];
    for (let i = 0; i < requests.length; i++) {
      const request = requests[i];
      if (!request) continue;
      const window = windows[i];
      const { cost } = request;
      if (!allowed && cost > 0 && (window?.total ?? 0) + cost > capacityOf(request))
        states.push(counting.exceededStateOf(window, request, now, ahead));
      else {
        if (allowed && window && cost > 0) counting.add(window, cost);
        states.push(counting.stateOf(window, request, now, ahead));
      }
    }
    return { allowed, states, at: now };
  }

  giveBack(requests: readonly LimitRequest[], { at }: Pick<LimitDecision, "at">): void {
    for (const request of requests) {
      const window = this.#windows.get(windowId(request));
      if (window) counting.subtract(window, at, request.cost);
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
    const shares = this.reserve(workspaceId, requests);
    if (!shares) return false;
    let next = 0;
    for (const [i, request] of requests.entries()) {
      if (windows[i] || request.cost === 0) continue;
      const share = shares[next++];
      if (!share) break;
      const window = counting.newHeld(request, share, now);
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
      counting.advance(window, now);
      if (window.total === 0) {
        this.#windows.delete(window.id);
        this.#shares.leave(window.share);
      } else {
        window.due = Math.max(counting.emptyAt(window), now + LOOK_AGAIN_MS);
        this.#due.push(window);
      }
    }
  }
}
