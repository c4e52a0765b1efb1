import { capacityOf, composedId, type LimiterHealth, type LimitRequest, type Taken } from "./limiter";
import type { MemoryLimiter } from "./memory-limiter";

/** A limit that is always taken alone and never refunded. */
export type SingleRequest = LimitRequest & { algorithm: "fixed_window" | "token_bucket" };

/** Counts single limits: in this process, or over several with `@upstash/ratelimit`. */
export interface SingleLimiter {
  /** As `Limiter.take`. */
  take(workspaceId: string, request: SingleRequest): Taken | Promise<Taken>;
  /** Only of a limiter that can be degraded. */
  readonly health?: LimiterHealth;
}

/**
 * The package stores a bucket's tokens and not how many are missing, so a bucket whose size changes would have the wrong
 * number. With the size in its id it starts full, in both limiters.
 */
export const bySize = (request: SingleRequest): SingleRequest =>
  request.algorithm === "token_bucket"
    ? { ...request, id: composedId(request.id, `${capacityOf(request)}`) }
    : request;

export const inProcess = (limiter: MemoryLimiter): SingleLimiter => ({
  take: (workspaceId, request) => limiter.take(workspaceId, [bySize(request)]),
});
