import type { Logger } from "pino";
import { within } from "../platform/outage";
import type { ScriptRunner } from "../platform/redis/script-runner";
import { Breaker } from "./breaker";
import { Denials } from "./denials";
import {
  capacityOf,
  type LimitDecision,
  type Limiter,
  type LimiterHealth,
  type LimitRequest,
  type LimitState,
  type Taken,
  windowId,
} from "./limiter";
import { MemoryLimiter } from "./memory-limiter";
import type { Share } from "./shares";

/** Calls of one turn of the event loop that share a round trip; more would keep Redis from others for too long. */
const CALLS_AT_ONCE = 64;
/** Round trips under way; what comes meanwhile waits for the next, with all that waits. The longer the way, the more share one. */
const TRIPS_AT_ONCE = 4;

/** The first call at a start may have to connect. */
const FIRST_ANSWER_MS = 1_000;

/** `at`: when it was asked, or when what it gives back was taken, by this process's steady clock. */
type Call = { workspaceId: string; keys: string[]; requests: readonly LimitRequest[]; at: number };
/** `giving`: it gives back what it took, and hears nothing. `held`: room for windows that it may make. */
type Waiting = Call & { giving: boolean; held: readonly Share[]; resolve: (taken: Taken) => void };

/** The answer to a call that only gives back. */
const NOTHING: LimitDecision = { allowed: true, states: [], at: 0 };

/**
 * Redis sees UTF-8, in which all lone surrogates become the same character; JSON writes them out. No id begins with the
 * quotation mark that JSON does.
 */
export const wellFormed = (id: string) => (id.isWellFormed() ? id : JSON.stringify(id));

export const keyOf = (request: LimitRequest) => `lk:${wellFormed(windowId(request))}`;

/** How the script knows the algorithm. */
export const rateOf = ({ algorithm, limit }: LimitRequest) =>
  algorithm === undefined ? 0 : algorithm === "fixed_window" ? -1 : limit;

/**
 * Limits over all nodes: one script in Redis decides, by Redis's clock. Calls that arrive in the same turn
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
  /** Redis's clock less this process's steady clock, or a little less: an answer takes time to arrive. */
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

  get windows(): number {
    return this.#own.windows;
  }

  get health(): LimiterHealth {
    return { ...this.#sums, degraded: this.#breaker.open, outages: this.#breaker.outages };
  }

  take(workspaceId: string, requests: readonly LimitRequest[]): Taken | Promise<Taken> {
    const at = this.#own.clock.now();
    if (requests.length === 0) return { allowed: true, states: [], at };
    const keys = requests.map(keyOf);
    const denied = this.#denials.find(keys, requests, performance.now());
    if (denied) {
      this.#sums.remembered++;
      return denied;
    }
    if (this.#breaker.open) return this.#alone(workspaceId, requests);
    // What a workspace may have in Redis is counted here: as many windows in each process as without Redis.
    const held = this.#own.reserve(workspaceId, requests);
    if (!held) return "over_share";
    return this.#enqueue({ workspaceId, keys, requests, at, held });
  }

  async giveBack(requests: readonly LimitRequest[], taken: LimitDecision): Promise<void> {
    this.#own.giveBack(requests, taken);
    const keys = requests.map(keyOf);
    this.#denials.forget(keys);
    if (this.#breaker.open) return;
    await this.#enqueue({ workspaceId: "", keys, requests, at: taken.at, held: [] }, true);
  }

  #enqueue(call: Call & Pick<Waiting, "held">, giving = false): Promise<Taken> {
    const { workspaceId, keys, requests, at, held } = call;
    return new Promise((resolve) => {
      // After this turn's sockets have been read: what else arrived with this call goes with it.
      if (this.#waiting.length === 0 && this.#trips < TRIPS_AT_ONCE) setImmediate(() => this.#flush());
      // Not a spread: followed by another property, it takes a hundred times as long.
      this.#waiting.push({ workspaceId, keys, requests, at, held, giving, resolve });
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

  #alone(workspaceId: string, requests: readonly LimitRequest[]): Taken {
    this.#sums.fallbacks++;
    const taken = this.#own.take(workspaceId, requests);
    return taken === "over_share" ? taken : { ...taken, degraded: true };
  }

  #flush(): void {
    if (this.#breaker.open) this.#letGo(this.#waiting.splice(0));
    while (this.#waiting.length > 0 && this.#trips < TRIPS_AT_ONCE)
      void this.#ask(this.#waiting.splice(0, CALLS_AT_ONCE));
  }

  /** Redis is gone: nobody waits for it. */
  #letGo(calls: Waiting[]): void {
    for (const call of calls) {
      this.#own.release(call.held);
      call.resolve(call.giving ? NOTHING : this.#alone(call.workspaceId, call.requests));
    }
  }

  async #ask(calls: Waiting[]): Promise<void> {
    const keys: string[] = [];
    const args: number[] = [];
    for (const call of calls) {
      keys.push(...call.keys);
      if (call.giving) args.push(-call.requests.length, call.at + this.#skewMs);
      else args.push(call.requests.length);
      for (const request of call.requests)
        args.push(capacityOf(request), request.windowMs, request.cost, rateOf(request));
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
      this.#skewMs = redisNow - this.#own.clock.now();
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
      this.#own.release(call.held);
      if (!decision) continue;
      if (call.giving) this.#denials.forget(call.keys);
      else if (decision.allowed) this.#own.take(call.workspaceId, call.requests);
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
      const fits = retryAt >= 0 ? retryAt : null;
      return { limit, windowMs, remaining, resetAt, retryAt: fits, exceeded: exceeded === 1 };
    });
    return { allowed, states, at: call.at };
  });
}
