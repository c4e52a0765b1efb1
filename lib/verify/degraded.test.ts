import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createKey } from "../keys/create-key";
import { createLog } from "../platform/log";
import { hasRedisServer, type PrivateRedis, privateRedis } from "../platform/redis/testing";
import { openLimiter } from "../ratelimit/open-limiter";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "./decide";

/** Not the stated deadline, which a busy machine misses with a Redis that is well. */
const DEADLINE_MS = 2_000;
const AWAITED = { timeout: 45_000, interval: 50 };

const rt = useRuntime();
let redis: PrivateRedis;
beforeAll(async () => {
  if (hasRedisServer) redis = await privateRedis();
});
afterAll(async () => {
  await redis?.kill();
});

// Under load, frozen, slow, and over REST: faults/redis-outage.faults.ts.
describe.runIf(hasRedisServer)("with Redis killed", () => {
  test("a process holds limits alone, says that it is degraded, and comes back when Redis does", {
    timeout: 120_000,
  }, async () => {
    const node = await openLimiter({ url: redis.url }, createLog("silent"), undefined, DEADLINE_MS);
    try {
      const { ctx, apiId } = await testWorkspace(rt());
      const ratelimits = [{ name: "requests", limit: 5, windowMs: 3_600_000 }];
      const limited = async () => (await createKey(ctx, { apiId, name: "k", ratelimits })).secret;
      const ask = async (key: string) => {
        const result = await verify({ ...rt(), limiter: node.limiter }, ctx, { key });
        if (result.kind !== "answer" || result.answer.code === "NOT_FOUND")
          throw new Error(JSON.stringify(result));
        return result.answer;
      };
      const secret = await limited();
      expect((await ask(secret)).degraded).toBeUndefined();

      await redis.kill();
      await vi.waitFor(async () => expect((await ask(secret)).degraded).toBe(true), AWAITED);
      const alone = await Promise.all(Array.from({ length: 20 }, () => ask(secret)));
      expect(alone.filter(({ code }) => code === "VALID").length).toBeLessThanOrEqual(5);

      await redis.start();
      await vi.waitFor(async () => {
        expect((await ask(await limited())).degraded).toBeUndefined();
      }, AWAITED);
    } finally {
      node.close();
    }
  });
});
