import type { Logger } from "pino";
import type { RedisConfig } from "../platform/config";
import { scriptOverRest } from "../platform/redis/over-rest";
import { scriptOverTcp } from "../platform/redis/over-tcp";
import type { Limiter } from "./limiter";
import { MemoryLimiter } from "./memory-limiter";
import { RedisLimiter } from "./redis-limiter";
import type { PoolSizes } from "./shares";
import { TAKE_SCRIPT, TAKE_SHA } from "./take-script";

export type OpenLimiter = { limiter: Limiter; close: () => void };

/**
 * The limiter that the environment asks for. A Redis that does not answer yet stops no start: limits are degraded until it
 * does. `deadlineMs` instead of the stated one is for tests of what Redis decides, on machines that are slow to answer.
 */
export async function openLimiter(
  redis: RedisConfig | undefined,
  log: Logger,
  sizes?: PoolSizes,
  deadlineMs?: number,
): Promise<OpenLimiter> {
  const own = new MemoryLimiter(sizes);
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
