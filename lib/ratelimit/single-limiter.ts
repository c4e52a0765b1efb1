import { capacityOf, composedId, type LimiterHealth, type LimitRequest, type Taken } from "./limiter";
import type { MemoryLimiter } from "./memory-limiter";

/** A limit that is never taken together with others, and that nothing is given back to. */
export type SingleRequest = LimitRequest & { algorithm: "fixed_window" | "token_bucket" };

/** Counts limits that stand alone, over one process or over several with `@upstash/ratelimit`. */
export interface SingleLimiter {
  /** As `Limiter.take`. */
  take(workspaceId: string, request: SingleRequest): Taken | Promise<Taken>;
  /** Only of a limiter that can be degraded. */
  readonly health?: LimiterHealth;
}

/**
 * The package keeps the tokens that a bucket has, and not those that it lacks, so a bucket that becomes larger or smaller
 * would begin with the wrong number. It begins full, in both limiters.
 */
export const bySize = (request: SingleRequest): SingleRequest =>
  request.algorithm === "token_bucket"
    ? { ...request, id: composedId(request.id, `${capacityOf(request)}`) }
    : request;

export const inProcess = (limiter: MemoryLimiter): SingleLimiter => ({
  take: (workspaceId, request) => limiter.take(workspaceId, [bySize(request)]),
});
