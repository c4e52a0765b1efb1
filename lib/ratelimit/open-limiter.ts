import type { Logger } from "pino";
import type { RedisConfig } from "../platform/config";
import { ratelimitOverRest, scriptOverRest } from "../platform/redis/over-rest";
import { ratelimitOverTcp, scriptOverTcp } from "../platform/redis/over-tcp";
import type { Limiter } from "./limiter";
import { MemoryLimiter } from "./memory-limiter";
import { RedisLimiter } from "./redis-limiter";
import type { PoolSizes } from "./shares";
import { inProcess, type SingleLimiter } from "./single-limiter";
import { TAKE_SCRIPT, TAKE_SHA } from "./take-script";
import { UpstashLimiter } from "./upstash-limiter";

export type OpenLimiter = { limiter: Limiter; close: () => void };
export type OpenLimiters = OpenLimiter & { singleLimiter: SingleLimiter };

/**
 * The limiter that the environment asks for. A Redis that does not answer yet stops no start: limits are degraded until it
 * does. `deadlineMs` instead of the stated one is for tests of what Redis decides, on machines that are slow to answer.
 */
export function openLimiter(
  redis: RedisConfig | undefined,
  log: Logger,
  sizes?: PoolSizes,
  deadlineMs?: number,
): Promise<OpenLimiter> {
  return openOver(new MemoryLimiter(sizes), redis, log, deadlineMs);
}

/** As `openLimiter`, with one for single limits, which counts in the same pools. */
export async function openLimiters(
  redis: RedisConfig | undefined,
  log: Logger,
  sizes?: PoolSizes,
  deadlineMs?: number,
): Promise<OpenLimiters> {
  const own = new MemoryLimiter(sizes);
  const { limiter, close } = await openOver(own, redis, log, deadlineMs);
  if (!redis) return { limiter, singleLimiter: inProcess(own), close };
  const link =
    "url" in redis ? await ratelimitOverTcp(redis.url) : ratelimitOverRest(redis.restUrl, redis.token);
  const singleLimiter = new UpstashLimiter({ ...link, ...(deadlineMs && { deadlineMs }) }, log, own);
  return {
    limiter,
    singleLimiter,
    close: () => {
      close();
      singleLimiter.close();
    },
  };
}

async function openOver(
  own: MemoryLimiter,
  redis: RedisConfig | undefined,
  log: Logger,
  deadlineMs?: number,
): Promise<OpenLimiter> {
  if (!redis) return { limiter: own, close: () => {} };
  const script = { text: TAKE_SCRIPT, sha: TAKE_SHA };
  const runner =
    "url" in redis
      ? await scriptOverTcp(redis.url, script)
      : scriptOverRest(redis.restUrl, redis.token, script);
  const limiter = new RedisLimiter({ ...runner, ...(deadlineMs && { deadlineMs }) }, log, own);
  await limiter.warmUp();
  return { limiter, close: () => limiter.close() };
}
