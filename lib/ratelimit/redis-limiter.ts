import type { Logger } from "pino";
import { within } from "../outage";
import type { ScriptRunner } from "../redis/script-runner";
import { Breaker } from "./breaker";
import { Denials } from "./denials";
import type { LimitDecision, Limiter, LimiterHealth, LimitRequest, LimitState } from "./limiter";
import { MemoryLimiter } from "./memory-limiter";

/** Calls of one turn of the event loop that share a round trip; more would keep Redis from others for too long. */
const CALLS_AT_ONCE = 64;
/** Round trips under way; what comes meanwhile waits for the next, with all that waits. The longer the way, the more share one. */
const TRIPS_AT_ONCE = 4;

/** The first call at a start may have to connect. */
const FIRST_ANSWER_MS = 1_000;

type Call = { keys: string[]; requests: readonly LimitRequest[]; now: number };
/** `giving`: it gives back what it took, and hears nothing. */
type Waiting = Call & { giving?: true; resolve: (decision: LimitDecision) => void };

/** What is answered to who only gives back. */
const NOTHING: LimitDecision = { allowed: true, states: [] };

/** A changed window length starts anew, as in the process's own limiter. */
const keyOf = (request: LimitRequest) => `lk:${request.windowMs}:${request.id.replaceAll("\u0000", "/")}`;

/**
 * The sliding window over all nodes: one script in Redis decides, by Redis's clock. Calls that arrive in the same turn
 * share one round trip, each still all or none. With Redis gone the process's own limiter decides and says so.
 */
export class RedisLimiter implements Limiter {
  readonly #runner: ScriptRunner;
  readonly #breaker: Breaker;
  readonly #denials = new Denials();
  /** Sees every admitted call, so that alone it goes on from what this process has let through. */
  readonly #own: MemoryLimiter;
  #waiting: Waiting[] = [];
  #trips = 0;
  /** Redis's clock less this process's, or a little less than that: an answer takes its time to come. */
  #skewMs = 0;
  readonly #sums = { shared: 0, roundTrips: 0, remembered: 0, fallbacks: 0 };

  constructor(runner: ScriptRunner, log: Logger, own = new MemoryLimiter()) {
    this.#runner = runner;
    this.#own = own;
    const { name, deadlineMs } = runner;
    this.#breaker = new Breaker(
      { name, deadlineMs, probe: () => runner.run([], []), renew: () => runner.renew() },
      log,
    );
  }

  get health(): LimiterHealth {
    return { ...this.#sums, degraded: this.#breaker.open, outages: this.#breaker.outages };
  }

  take(requests: readonly LimitRequest[], now: number): LimitDecision | Promise<LimitDecision> {
    if (requests.length === 0) return { allowed: true, states: [] };
    const keys = requests.map(keyOf);
    const denied = this.#denials.find(keys, requests, performance.now());
    if (denied) {
      this.#sums.remembered++;
      return denied;
    }
    if (this.#breaker.open) return this.#alone(requests, now);
    return this.#enqueue({ keys, requests, now });
  }

  async giveBack(requests: readonly LimitRequest[], takenAt: number): Promise<void> {
    this.#own.giveBack(requests, takenAt);
    const keys = requests.map(keyOf);
    this.#denials.forget(keys);
    if (!this.#breaker.open) await this.#enqueue({ keys, requests, now: takenAt }, true);
  }

  #enqueue(call: Call, giving?: true): Promise<LimitDecision> {
    return new Promise((resolve) => {
      // After this turn's sockets have been read: what else arrived with this call goes with it.
      if (this.#waiting.length === 0 && this.#trips < TRIPS_AT_ONCE) setImmediate(() => this.#flush());
      this.#waiting.push({ ...call, ...(giving && { giving }), resolve });
    });
  }

  /** Asks Redis once; from a failure on the process's own limiter decides until Redis is back. */
  async warmUp(): Promise<void> {
    try {
      await within(Math.max(FIRST_ANSWER_MS, this.#runner.deadlineMs), this.#runner.run([], []));
    } catch (error) {
      this.#breaker.failed(error);
    }
  }

  close(): void {
    this.#breaker.close();
    this.#runner.close();
  }

  #alone(requests: readonly LimitRequest[], now: number): LimitDecision {
    this.#sums.fallbacks++;
    return { ...this.#own.take(requests, now), degraded: true };
  }

  #flush(): void {
    if (this.#breaker.open) this.#letGo(this.#waiting.splice(0));
    while (this.#waiting.length > 0 && this.#trips < TRIPS_AT_ONCE)
      void this.#ask(this.#waiting.splice(0, CALLS_AT_ONCE));
  }

  /** Redis is gone: nobody waits for it. */
  #letGo(calls: Waiting[]): void {
    for (const call of calls) call.resolve(call.giving ? NOTHING : this.#alone(call.requests, call.now));
  }

  async #ask(calls: Waiting[]): Promise<void> {
    const keys: string[] = [];
    const args: number[] = [];
    for (const call of calls) {
      keys.push(...call.keys);
      if (call.giving) args.push(-call.requests.length, call.now + this.#skewMs);
      else args.push(call.requests.length);
      for (const { limit, windowMs, cost } of call.requests) args.push(limit, windowMs, cost);
    }
    const askedAt = performance.now();
    let decisions: LimitDecision[];
    let redisNow: number;
    this.#trips++;
    try {
      this.#sums.roundTrips++;
      const reply = await within(this.#runner.deadlineMs, this.#runner.run(keys, args));
      redisNow = reply[0] ?? 0;
      decisions = readReply(calls, reply);
      this.#skewMs = redisNow - Date.now();
    } catch (error) {
      this.#breaker.failed(error);
      this.#letGo(calls);
      return;
    } finally {
      this.#trips--;
      if (this.#waiting.length > 0) this.#flush();
    }
    this.#sums.shared += calls.length;
    for (const [i, call] of calls.entries()) {
      const decision = decisions[i];
      if (!decision) continue;
      if (call.giving) this.#denials.forget(call.keys);
      else if (decision.allowed) this.#own.take(call.requests, call.now);
      else this.#denials.remember(call.keys, call.requests, decision, askedAt, redisNow);
      call.resolve(decision);
    }
  }
}

/** The script's integers, in its order. Throws if they are not as many as they must be: then nothing was decided. */
function readReply(calls: readonly Waiting[], reply: readonly number[]): LimitDecision[] {
  const expected = calls.reduce((sum, call) => sum + (call.giving ? 0 : 1 + 4 * call.requests.length), 1);
  if (!Array.isArray(reply) || reply.length !== expected)
    throw new Error("the script answered something else");
  let at = 1;
  const next = () => Number(reply[at++]);
  return calls.map((call) => {
    if (call.giving) return NOTHING;
    const allowed = next() === 1;
    const states = call.requests.map(({ limit, windowMs }): LimitState => {
      const [remaining, resetAt, retryAt, exceeded] = [next(), next(), next(), next()];
      return { limit, windowMs, remaining, resetAt, retryAt, exceeded: exceeded === 1 };
    });
    return { allowed, states };
  });
}
