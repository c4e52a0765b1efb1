import type { LimitDecision, LimitRequest } from "./limiter";

/** What stands beside a refusal, and what another node gives back, is never older than this. */
const KEPT_MS = 1_000;
/** Limits of refusals that are remembered at once, in each of two maps; past it a refusal costs a round trip. */
const MOST_LIMITS = 50_000;

type Denial = { until: number; requests: readonly LimitRequest[]; decision: LimitDecision };

/** One key stands for itself: it begins with `lk:`, and a list with a bracket. */
const idOf = (keys: readonly string[]) => (keys.length === 1 && keys[0] ? keys[0] : JSON.stringify(keys));

/**
 * What Redis refused, until the first of the exceeded limits could have room again, or for a second. Without a
 * call, a window only loses counts and a bucket only fills, so until `retryAt` the same cost would be refused again,
 * whatever others take meanwhile: repeating the refusal needs no round trip. Times are this process's monotonic clock.
 *
 * All are short-lived, so there are two maps: what is older than the second is dropped whole, and its memory with it.
 */
export class Denials {
  #fresh = new Map<string, Denial>();
  #older = new Map<string, Denial>();
  #freshSince = Number.NEGATIVE_INFINITY;
  #limits = 0;

  get size(): number {
    return this.#fresh.size + this.#older.size;
  }

  /** `askedAt`: before Redis was asked, so that a refusal ends early rather than late. `redisNow`: when it decided. */
  remember(
    keys: readonly string[],
    requests: readonly LimitRequest[],
    decision: LimitDecision,
    askedAt: number,
    redisNow: number,
  ): void {
    this.#turn(askedAt);
    let untilMs = KEPT_MS;
    // Redis's time is cut to whole milliseconds.
    for (const { exceeded, retryAt } of decision.states)
      if (exceeded && retryAt !== null) untilMs = Math.min(untilMs, retryAt - redisNow - 1);
    if (untilMs <= 0 || this.#limits + keys.length > MOST_LIMITS) return;
    this.#limits += keys.length;
    this.#fresh.set(idOf(keys), { until: askedAt + untilMs, requests, decision });
  }

  forget(keys: readonly string[]): void {
    const id = idOf(keys);
    this.#fresh.delete(id);
    this.#older.delete(id);
  }

  /** The remembered refusal of the same call. A higher cost would be refused too, but fits later. */
  find(keys: readonly string[], requests: readonly LimitRequest[], at: number): LimitDecision | undefined {
    if (this.size === 0) return undefined;
    this.#turn(at);
    const id = idOf(keys);
    const denial = this.#fresh.get(id) ?? this.#older.get(id);
    if (!denial || at >= denial.until) return undefined;
    const same = denial.requests.every(({ limit, burst, cost }, i) => {
      const asked = requests[i];
      return asked?.limit === limit && asked.burst === burst && asked.cost === cost;
    });
    return same ? denial.decision : undefined;
  }

  #turn(at: number): void {
    if (at < this.#freshSince + KEPT_MS) return;
    // Twice the time: those of before have ended too.
    this.#older = at < this.#freshSince + 2 * KEPT_MS ? this.#fresh : new Map();
    this.#fresh = new Map();
    this.#freshSince = at;
    this.#limits = 0;
  }
}
