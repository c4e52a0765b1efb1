import { LRUCache } from "lru-cache";
import type { LimitDecision, LimitRequest } from "./limiter";

const CAPACITY = 100_000;
/** What stands beside a refusal, and what another node gives back, is never older than this. */
const KEPT_MS = 1_000;

type Denial = { until: number; requests: readonly LimitRequest[]; decision: LimitDecision };

/**
 * What Redis refused, until the first of the exceeded limits could have room again, or for a second. A window only loses
 * its oldest counts, so until `retryAt` the same cost or more would be refused again, whatever others take meanwhile:
 * repeating the refusal needs no round trip. Times are this process's monotonic clock.
 */
export class Denials {
  readonly #kept = new LRUCache<string, Denial>({ max: CAPACITY });

  /** `askedAt`: before Redis was asked, so that a refusal ends early rather than late. `redisNow`: when it decided. */
  remember(
    keys: readonly string[],
    requests: readonly LimitRequest[],
    decision: LimitDecision,
    askedAt: number,
    redisNow: number,
  ): void {
    const retries = decision.states.filter((s) => s.exceeded).map((s) => s.retryAt);
    // Redis's time is cut to whole milliseconds.
    const until = askedAt + Math.min(KEPT_MS, Math.min(...retries) - redisNow - 1);
    if (until > askedAt) this.#kept.set(keys.join("\n"), { until, requests, decision });
  }

  forget(keys: readonly string[]): void {
    this.#kept.delete(keys.join("\n"));
  }

  /** The remembered refusal of a call that would be refused now: the same limits, each at the same cost or more. */
  find(keys: readonly string[], requests: readonly LimitRequest[], at: number): LimitDecision | undefined {
    if (this.#kept.size === 0) return undefined;
    const id = keys.join("\n");
    const denial = this.#kept.get(id);
    if (!denial) return undefined;
    if (at >= denial.until) {
      this.#kept.delete(id);
      return undefined;
    }
    const same = denial.requests.every((then, i) => {
      const asked = requests[i];
      return (
        asked && asked.limit === then.limit && (then.cost > 0 ? asked.cost >= then.cost : asked.cost === 0)
      );
    });
    return same ? denial.decision : undefined;
  }
}
