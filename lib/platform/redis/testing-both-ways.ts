import { afterAll, beforeAll } from "vitest";
import type { RedisConfig } from "../config";
import { hasRedisServer, type PrivateRedis, privateRedis } from "./testing";

/** A private Redis for the tests of a file, and the two ways to reach it: over TCP and over the REST bridge. */
export function usePrivateRedis() {
  let redis: PrivateRedis;
  let bridge: Awaited<ReturnType<PrivateRedis["rest"]>>;
  beforeAll(async () => {
    if (!hasRedisServer) return;
    redis = await privateRedis();
    bridge = await redis.rest("a token");
  });
  afterAll(async () => {
    await bridge?.close();
    await redis?.kill();
  });
  const ways: [string, () => RedisConfig][] = [
    ["over TCP", () => ({ url: redis.url })],
    ["over REST", () => ({ restUrl: bridge.restUrl, token: bridge.token })],
  ];
  return { redis: () => redis, ways };
}
