import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKey } from "@/lib/keys/create-key";
import type { Ctx } from "@/lib/platform/context";
import { createLog } from "@/lib/platform/log";
import { hasRedisServer } from "@/lib/platform/redis/testing";
import { usePrivateRedis } from "@/lib/platform/redis/testing-both-ways";
import { limitId } from "@/lib/ratelimit/limiter";
import { type OpenLimiter, openLimiter } from "@/lib/ratelimit/open-limiter";
import { testWorkspace, useRuntime } from "@/lib/testing";
import { verify } from "@/lib/verify/decide";

/** Not the stated deadline, which a busy machine misses with a Redis that is well; what is tested is what follows from a miss. */
const DEADLINE_MS = 2_000;
const AWAITED = { timeout: 45_000, interval: 50 };
vi.setConfig({ testTimeout: 120_000 });

const rt = useRuntime();
const { redis, ways } = usePrivateRedis();

const outages: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
  ["killed", () => redis().kill(), () => redis().start()],
  ["frozen", async () => redis().freeze(), async () => redis().thaw()],
  [
    "slow",
    async () => {
      const client = await redis().client();
      await client.client("PAUSE", 10_000, "ALL");
      client.disconnect();
    },
    async () => {},
  ],
];

describe.runIf(hasRedisServer).each(ways)("with Redis %s", (_, way) => {
  let node: OpenLimiter;
  beforeEach(async () => {
    node = await openLimiter(way(), createLog("silent"), undefined, DEADLINE_MS);
  });
  afterEach(() => node.close());

  const ask = async (ctx: Ctx, key: string) => {
    const result = await verify({ ...rt(), limiter: node.limiter }, ctx, { key });
    if (result.kind !== "answer" || result.answer.code === "NOT_FOUND")
      throw new Error(JSON.stringify(result));
    return result.answer;
  };
  const limitedKey = async (limit: number) => {
    const { ctx, apiId } = await testWorkspace(rt());
    const ratelimits = [{ name: "requests", limit, windowMs: 3_600_000 }];
    return { ctx, secret: (await createKey(ctx, { apiId, name: "k", ratelimits })).secret };
  };

  test.each(outages)(
    "%s under load, this process decides alone, says so, and comes back by itself",
    async (_, begin, end) => {
      // More than the callers can ask in the longest outage, however fast the machine is.
      const { ctx, secret } = await limitedKey(1_000_000_000);
      const before = await Promise.all(Array.from({ length: 60 }, () => ask(ctx, secret)));
      expect(before.every((a) => a.code === "VALID" && a.degraded === undefined)).toBe(true);

      // 16 callers who never stop asking, across the outage and back.
      let stop = false;
      const seen = { alone: 0, other: 0 };
      const caller = async () => {
        while (!stop) {
          const answer = await ask(ctx, secret);
          if (answer.degraded) seen.alone++;
          if (answer.code !== "VALID") seen.other++;
          await new Promise(setImmediate);
        }
      };
      const callers = Array.from({ length: 16 }, caller);
      const fresh = await limitedKey(5);
      await begin();
      await vi.waitFor(async () => expect((await ask(fresh.ctx, fresh.secret)).degraded).toBe(true), AWAITED);
      expect(node.limiter.health).toMatchObject({ degraded: true, outages: 1 });
      // Also alone the limit holds: in this process, which knows what it had let through before.
      const alone = await Promise.all(Array.from({ length: 20 }, () => ask(fresh.ctx, fresh.secret)));
      expect(alone.filter((a) => a.code === "VALID").length).toBeLessThanOrEqual(5);
      await end();
      await vi.waitFor(async () => {
        const other = await limitedKey(5);
        expect((await ask(other.ctx, other.secret)).degraded).toBeUndefined();
      }, AWAITED);
      stop = true;
      await Promise.all(callers);
      expect(seen.alone).toBeGreaterThan(0);
      expect(seen.other).toBe(0);
      await vi.waitFor(() => expect(node.limiter.health?.degraded).toBe(false), AWAITED);
    },
  );

  test("not there at the start, decides alone until it is", async () => {
    await redis().kill();
    const late = await openLimiter(way(), createLog("silent"));
    try {
      const request = {
        id: limitId("key_late", "requests"),
        limit: 1,
        windowMs: 3_600_000,
        cost: 1,
        pool: "stored" as const,
      };
      expect(await late.limiter.take("ws_1", [request])).toMatchObject({ allowed: true, degraded: true });
      await redis().start();
      await vi.waitFor(async () => {
        const decision = await late.limiter.take("ws_1", [{ ...request, cost: 0 }]);
        expect(decision).toMatchObject({ allowed: true });
        expect(decision).not.toHaveProperty("degraded");
      }, AWAITED);
    } finally {
      late.close();
    }
  });
});
