import { Ratelimit } from "@upstash/ratelimit";
import type { Logger } from "pino";
import { within } from "../platform/outage";
import type { RatelimitLink } from "../platform/redis/ratelimit-link";
import { Breaker } from "./breaker";
import * as counting from "./counter";
import { Denials } from "./denials";
import type { FixedWindow } from "./fixed-window";
import { capacityOf, type LimitDecision, type LimiterHealth, type Taken, windowId } from "./limiter";
import type { MemoryLimiter } from "./memory-limiter";
import { wellFormed } from "./redis-limiter";
import { bySize, type SingleLimiter, type SingleRequest } from "./single-limiter";
import * as bucket from "./token-bucket";

/** Ids of our own script's keys never begin with this. */
const PREFIX = "lk:single";
/** A refusal takes two trips: the second reads the remaining count or refunds the call. */
const TRIPS = 2;
/** How often a call is tried that fails only because of other refused calls. */
const ATTEMPTS = 3;

type Counter = FixedWindow | bucket.TokenBucket;
/** `refused`: the cost does not fit, and nothing was taken. */
type Counted = { counter: Counter; refused: boolean };
type Algorithm = ConstructorParameters<typeof Ratelimit>[0]["limiter"];
type Left = { remaining: number; reset: number };

/**
 * Single limits over all nodes, by `@upstash/ratelimit` and each node's own clock. What the package answers is converted
 * to the counters of the in-process limiter, so that each figure has one definition. With Redis gone the process's own
 * limiter decides and says so.
 */
export class UpstashLimiter implements SingleLimiter {
  readonly #link: RatelimitLink;
  readonly #own: MemoryLimiter;
  readonly #breaker: Breaker;
  readonly #denials = new Denials();
  readonly #sums = { shared: 0, roundTrips: 0, remembered: 0, fallbacks: 0 };

  /** `own` sees every admitted call, so that alone it goes on from what this process has let through. */
  constructor(link: RatelimitLink, log: Logger, own: MemoryLimiter) {
    this.#link = link;
    this.#own = own;
    const { name, deadlineMs } = link;
    const probe = () => this.#counted(Ratelimit.fixedWindow(1, "1 s"), "probe").read();
    this.#breaker = new Breaker({ name, deadlineMs, probe, renew: () => link.renew() }, log);
  }

  get health(): LimiterHealth {
    return { ...this.#sums, degraded: this.#breaker.open, outages: this.#breaker.outages };
  }

  take(workspaceId: string, asked: SingleRequest): Taken | Promise<Taken> {
    const request = bySize(asked);
    const keys = [windowId(request)];
    const denied = this.#denials.find(keys, [request], performance.now());
    if (denied) {
      this.#sums.remembered++;
      return denied;
    }
    if (this.#breaker.open) return this.#alone(workspaceId, request);
    // What a workspace may have in Redis is counted here: as many windows in each process as without Redis.
    const held = this.#own.reserve(workspaceId, [request]);
    if (!held) return "over_share";
    return this.#ask(request, keys).then((decision) => {
      this.#own.release(held);
      if (!decision) return this.#alone(workspaceId, request);
      if (decision.allowed) this.#own.take(workspaceId, [request]);
      return decision;
    });
  }

  close(): void {
    this.#breaker.close();
    this.#link.close();
  }

  #alone(workspaceId: string, request: SingleRequest): Taken {
    this.#sums.fallbacks++;
    const taken = this.#own.take(workspaceId, [request]);
    return taken === "over_share" ? taken : { ...taken, degraded: true };
  }

  /** Null if Redis doesn't answer in time. A late refusal is still refunded. */
  async #ask(request: SingleRequest, keys: string[]): Promise<LimitDecision | null> {
    const asked = { at: performance.now(), now: Date.now() };
    try {
      const decision = decisionOf(request, await within(TRIPS * this.#link.deadlineMs, this.#count(request)));
      this.#sums.shared++;
      if (decision.allowed && request.cost > 0) this.#denials.forget(keys);
      // One that never fits says for ever what is left, and others go on taking from it.
      if (decision.states[0]?.retryAt !== null && !decision.allowed)
        this.#denials.remember(keys, [request], decision, asked.at, asked.now);
      return decision;
    } catch (error) {
      this.#breaker.failed(error);
      return null;
    }
  }

  /** The count of one limit. Neither of the package's safeguards: its memory of refusals, and a deadline that lets through. */
  #counted(limiter: Algorithm, id: string) {
    const { redis } = this.#link;
    const options = { prefix: PREFIX, ephemeralCache: false as const, timeout: 0, enableTelemetry: false };
    const ratelimit = new Ratelimit({ redis, limiter, ...options });
    return {
      take: (rate: number) => {
        this.#sums.roundTrips++;
        return ratelimit.limit(id, { rate });
      },
      read: () => {
        this.#sums.roundTrips++;
        return ratelimit.getRemaining(id);
      },
    };
  }

  #count(request: SingleRequest): Promise<Counted> {
    // A cost of 0 reads, and one that never fits is not tried.
    const tried = request.cost > 0 && request.cost <= capacityOf(request);
    return request.algorithm === "fixed_window"
      ? this.#countWindow(request, tried)
      : this.#countTokens(request, tried);
  }

  async #countWindow(request: SingleRequest, tried: boolean): Promise<Counted> {
    const { limit, windowMs, cost } = request;
    const window = this.#counted(
      Ratelimit.fixedWindow(limit, `${windowMs} ms`),
      wellFormed(windowId(request)),
    );
    const counterOf = ({ remaining, reset }: Left): FixedWindow => {
      return { algorithm: "fixed_window", windowMs, newest: reset / windowMs - 1, total: limit - remaining };
    };
    if (!tried) return { counter: counterOf(await window.read()), refused: cost > 0 };
    // The package counts refused calls too, and until their refund they block calls with a lower cost. Those that
    // can do so are tried only if they seem to fit.
    let left: Left | null = cost > 1 ? await window.read() : null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (left && left.remaining < cost) break;
      const taken = await window.take(cost);
      if (taken.success) return { counter: counterOf(taken), refused: false };
      left = null;
      // Where the window has ended meanwhile there is nothing to give back.
      if (Date.now() >= taken.reset) continue;
      const back = await window.take(-cost);
      // It ended just now, and the next window was given what it never took.
      if (back.reset !== taken.reset) await window.take(cost);
      // If the cost fits now, only refused calls that were still counted were in its way.
      else left = back;
    }
    const { remaining, reset } = left ?? (await window.read());
    return { counter: counterOf({ remaining: Math.min(remaining, cost - 1), reset }), refused: true };
  }

  /** In tokens × `windowMs`, as in token-bucket.ts: a millisecond then adds `limit`, and the bucket fills evenly. */
  async #countTokens(request: SingleRequest, tried: boolean): Promise<Counted> {
    const { limit, windowMs, cost } = request;
    const full = capacityOf(request) * windowMs;
    const tokens = this.#counted(Ratelimit.tokenBucket(limit, "1 ms", full), wellFormed(windowId(request)));
    /** `reset` is when the next tokens are added, a millisecond later. */
    const counterOf = ({ remaining, reset }: Left): bucket.TokenBucket => {
      const missing = full - remaining;
      const at = reset - 1;
      return {
        algorithm: "token_bucket",
        windowMs,
        limit,
        missing,
        at,
        total: Math.ceil(missing / windowMs),
      };
    };
    const taken = tried ? await tokens.take(cost * windowMs) : null;
    if (taken?.success) return { counter: counterOf(taken), refused: false };
    // As it was after the last call; a refusal does not say.
    const counter = counterOf(await tokens.read());
    bucket.advance(counter, taken ? taken.reset - 1 : Date.now());
    if (!taken) return { counter, refused: cost > 0 };
    // Others may have taken meanwhile what was added since: when this call was refused, its cost did not fit.
    const remaining = Math.min(full - counter.missing, cost * windowMs - 1);
    return { counter: counterOf({ remaining, reset: counter.at + 1 }), refused: true };
  }
}

function decisionOf(request: SingleRequest, { counter, refused }: Counted): LimitDecision {
  const at = Date.now();
  const stateOf = refused ? counting.exceededStateOf : counting.stateOf;
  return { allowed: !refused, states: [stateOf(counter, request, at, 0)], at };
}
