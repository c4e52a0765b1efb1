import { Redis, type RedisOptions } from "ioredis";
import { pauseAfter } from "../back-off";
import { PlainScripts } from "./plain-scripts";
import type { RatelimitLink, RatelimitRedis } from "./ratelimit-link";
import { byHash, type Script, type ScriptRunner } from "./script-runner";

/** A command that Redis does not take at once fails at once: whoever asks has another way to go on. */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  // What was under way when the connection broke is not sent again: it has been answered in another way by then.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableReadyCheck: false,
  connectTimeout: 1_000,
  retryStrategy: (times: number) => pauseAfter(times, { firstMs: 100, mostMs: 2_000 }),
  // RESP2 is all that is needed, and all that an older server knows.
  protocol: 2 as const,
  disableClientInfo: true,
} satisfies RedisOptions;

/**
 * A client that is not connected yet. `retry` null: a connection that is lost stays lost, and its owner makes another.
 */
export function newRedis(
  url: string,
  retry: typeof OPTIONS.retryStrategy | null = OPTIONS.retryStrategy,
): Redis {
  const redis = new Redis(url, { ...OPTIONS, retryStrategy: retry });
  // Without a handler a lost connection would be printed; whoever uses it notices and says so.
  redis.on("error", () => {});
  return redis;
}

/** One connection, made again by itself when it is lost. Resolves also if Redis cannot be reached yet. */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = newRedis(url);
  await redis.connect().catch(() => {});
  return redis;
}

/** The address without its user and password. */
export function redisName(url: string): string {
  return new URL(url).host;
}

type Argument = string | number;

const runOn = (redis: Redis, script: Script, keys: string[], args: readonly Argument[]) =>
  byHash(
    () => redis.evalsha(script.sha, keys.length, ...keys, ...args),
    () => redis.eval(script.text, keys.length, ...keys, ...args),
  );

const way = (url: string, redis: Redis) => ({
  name: redisName(url),
  deadlineMs: 100,
  renew: () => redis.disconnect(true),
  close: () => redis.disconnect(),
});

export async function scriptOverTcp(url: string, script: Script): Promise<ScriptRunner> {
  const redis = await connectRedis(url);
  return {
    ...way(url, redis),
    run: (keys, args) => runOn(redis, script, keys, args) as Promise<number[]>,
  };
}

/** On a connection of its own: what goes wrong here ends no other call. */
export async function ratelimitOverTcp(url: string): Promise<RatelimitLink> {
  const redis = await connectRedis(url);
  const scripts = new PlainScripts();
  const run = (script: Script, keys: string[], args: unknown[]) =>
    runOn(redis, script, keys, args as Argument[]) as Promise<never>;
  const client: RatelimitRedis = {
    evalsha: async (sha, keys, args) => run(scripts.ofHash(sha), keys, args),
    eval: async (text, keys, args) => run(scripts.ofText(text), keys, args),
    get: (key) => redis.get(key) as Promise<never>,
    set: (key, value) => redis.set(key, String(value)) as Promise<never>,
  };
  return { ...way(url, redis), redis: client };
}
