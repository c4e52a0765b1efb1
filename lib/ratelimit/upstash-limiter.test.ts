import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLog } from "../platform/log";
import { ratelimitOverTcp } from "../platform/redis/over-tcp";
import { hasRedisServer, privateRedis } from "../platform/redis/testing";
import { usePrivateRedis } from "../platform/redis/testing-both-ways";
import { SteadyClock } from "../platform/steady-clock";
import { capacityOf, type LimitDecision, limitId, type Taken } from "./limiter";
import { MemoryLimiter } from "./memory-limiter";
import { type OpenLimiters, openLimiters } from "./open-limiter";
import { poolSizes } from "./shares";
import { inProcess, type SingleRequest } from "./single-limiter";
import { UpstashLimiter } from "./upstash-limiter";

const log = createLog("silent");
const WORKSPACE = "ws_1";
/** Long, because these tests are about decisions and not about speed. */
const PATIENT_MS = 10_000;

const { redis, ways } = usePrivateRedis();
afterEach(() => void vi.useRealTimers());

let serial = 0;
const one = (rest: Partial<SingleRequest> = {}): SingleRequest => ({
  id: limitId(`single_${++serial}`, "requests"),
  limit: 10,
  windowMs: 86_400_000,
  cost: 1,
  pool: "brought",
  algorithm: "fixed_window",
  ...rest,
});
const decided = (taken: Taken): LimitDecision => {
  if (taken === "over_share") throw new Error("there is no room");
  return taken;
};

/** Stops this process's clocks, and returns what moves them. */
function stopClocks(at = Date.now()) {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: at });
  return (ms: number) => vi.advanceTimersByTime(ms);
}

describe.runIf(hasRedisServer).each(ways)("single limits in Redis %s", (_, way) => {
  const nodes: OpenLimiters[] = [];
  beforeEach(async () => {
    for (let n = 0; n < 2; n++) nodes.push(await openLimiters(way(), log, undefined, PATIENT_MS));
  });
  afterEach(() => {
    for (const node of nodes.splice(0)) node.close();
  });
  const take = async (request: SingleRequest, node = 0): Promise<LimitDecision> => {
    const limiter = nodes[node]?.singleLimiter;
    if (!limiter) throw new Error("no such node");
    return decided(await limiter.take(WORKSPACE, request));
  };

  const rule = fc.record({
    algorithm: fc.constantFrom("fixed_window" as const, "token_bucket" as const),
    limit: fc.integer({ min: 1, max: 20 }),
    // Longer than a run of this test: Redis forgets by real time.
    windowMs: fc.constantFrom(10_000_000, 3_333_333, 86_400_000),
    burst: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  });
  const step = fc.record({
    // A node remembers a refusal for a second, in which it doesn't see what other nodes take.
    after: fc.oneof(fc.constant(0), fc.integer({ min: 1_001, max: 9_000_000 })),
    cost: fc.nat({ max: 8 }),
    next: fc.nat({ max: 1 }),
  });

  test("are decided and answered as in process, for any rule, cost and time, on either node", async () => {
    const pass = stopClocks();
    await fc.assert(
      fc.asyncProperty(rule, fc.array(step, { maxLength: 25 }), async ({ burst, ...rest }, steps) => {
        const request = one({ ...rest, ...(rest.algorithm === "token_bucket" && { burst }) });
        const twin = inProcess(new MemoryLimiter(poolSizes(1_000), new SteadyClock(Date.now, Date.now)));
        let node = 0;
        for (const { after, cost, next } of steps) {
          pass(after);
          if (after > 0) node = next;
          const expected = decided(await twin.take(WORKSPACE, { ...request, cost }));
          expect(await take({ ...request, cost }, node)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(["fixed_window", "token_bucket"] as const)(
    "of the algorithm %s let exactly the limit through, with 64 callers at once on two nodes",
    async (algorithm) => {
      const request = one({ algorithm, limit: 50 });
      const taken = await Promise.all(Array.from({ length: 128 }, (_, i) => take(request, i % 2)));
      expect(taken.filter(({ allowed }) => allowed)).toHaveLength(50);
      expect(taken.some(({ degraded }) => degraded)).toBe(false);
    },
  );

  test.each(["fixed_window", "token_bucket"] as const)(
    "of the algorithm %s spend nothing on refused calls, however many there are",
    async (algorithm) => {
      stopClocks();
      const request = one({ algorithm });
      await take({ ...request, cost: 8 });
      // Each refusal is new to its node: no other has the same cost or a lower one.
      for (let cost = 10; cost > 2; cost--)
        expect(await take({ ...request, cost }, cost % 2)).toMatchObject({
          allowed: false,
          states: [{ remaining: 2, exceeded: true }],
        });
      expect(await take({ ...request, cost: 0 })).toMatchObject({ states: [{ remaining: 2 }] });
      expect(await take({ ...request, cost: 2 })).toMatchObject({
        allowed: true,
        states: [{ remaining: 0 }],
      });
    },
  );

  test("are not refused because of refused calls that are still counted", async () => {
    const request = one({ limit: 100 });
    await take({ ...request, cost: 90 });
    const [small, ...large] = await Promise.all(
      [20, 1, 20].map((cost, i) => take({ ...request, cost }, i % 2)),
    );
    expect([small, ...large].map((decision) => decision?.allowed)).toEqual([false, true, false]);
    expect(await take({ ...request, cost: 0 })).toMatchObject({ states: [{ remaining: 9 }] });
  });

  test("say of a cost above the limit or burst that it never fits, and try it without counting", async () => {
    for (const algorithm of ["fixed_window", "token_bucket"] as const) {
      const never = await take(one({ algorithm, cost: 11 }));
      expect(never.states).toMatchObject([{ remaining: 10, exceeded: true, retryAt: null }]);
    }
    expect((await take(one({ algorithm: "token_bucket", burst: 11, cost: 11 }))).allowed).toBe(true);
  });

  test("keep the count of a fixed window when its limit changes, and begin a bucket of another size full", async () => {
    const fixed = one({ cost: 4 });
    await take(fixed);
    expect((await take({ ...fixed, limit: 20, cost: 0 })).states).toMatchObject([{ remaining: 16 }]);
    expect((await take({ ...fixed, limit: 3, cost: 0 })).states).toMatchObject([{ remaining: 0 }]);
    const bucket = one({ algorithm: "token_bucket", burst: 20, cost: 4 });
    await take(bucket);
    expect((await take({ ...bucket, burst: 30, cost: 0 })).states).toMatchObject([{ remaining: 30 }]);
    expect((await take({ ...bucket, cost: 0 })).states).toMatchObject([{ remaining: 16 }]);
    const usual = one({ algorithm: "token_bucket", cost: 4 });
    await take(usual);
    expect((await take({ ...usual, burst: 10, cost: 0 })).states).toMatchObject([{ remaining: 6 }]);
  });

  test("are refused without a round trip until there could be room", async () => {
    const request = one({ limit: 1 });
    await take(request);
    const refused = await take(request);
    const health = () => nodes[0]?.singleLimiter.health;
    const trips = health()?.roundTrips;
    expect(await take(request)).toEqual(refused);
    expect(health()).toMatchObject({ roundTrips: trips, remembered: 1 });
  });

  test("let a workspace make only so many keys, all with an expiry, and none for a refusal or a cost of 0", async () => {
    const client = await redis().client();
    const { singleLimiter, close } = await openLimiters(way(), log, poolSizes(1_000), PATIENT_MS);
    const name = `flood${++serial}`;
    const requests = Array.from({ length: 300 }, (_, n) =>
      one({ id: limitId(name, `${n}`), algorithm: n % 2 ? "fixed_window" : "token_bucket" }),
    );
    const taken = await Promise.all(requests.map((request) => singleLimiter.take(name, request)));
    // 1,000 windows leave a workspace the floor of 100 limits that requests bring.
    expect(taken.filter((one) => one !== "over_share")).toHaveLength(100);
    await singleLimiter.take(name, one({ id: limitId(name, "read"), cost: 0 }));
    await singleLimiter.take(name, one({ id: limitId(name, "never"), cost: 11 }));
    const keys = await client.keys(`lk:single:*${name}*`);
    expect(keys).toHaveLength(100);
    for (const key of keys) {
      const ttl = await client.pttl(key);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(86_400_000);
    }
    expect(await singleLimiter.take("ws_2", one())).toMatchObject({ allowed: true });
    close();
    client.disconnect();
  });

  test("of different names never share a count", async () => {
    const owner = `names${++serial}`;
    for (const name of ["a:b", "a\u0000b", "a*", "a?", "\ud800", "\udfff", "\ufffd", "dynamic:global"])
      for (const algorithm of ["fixed_window", "token_bucket"] as const)
        expect(await take(one({ algorithm, id: limitId(owner, name), limit: 1 }))).toMatchObject({
          allowed: true,
        });
  });

  test("go on when Redis has lost the package's scripts", async () => {
    const client = await redis().client();
    for (const algorithm of ["fixed_window", "token_bucket"] as const) {
      const request = one({ algorithm, limit: 2 });
      await take(request);
      await client.script("FLUSH");
      expect(await take(request)).toMatchObject({ allowed: true, states: [{ remaining: 0 }] });
      expect((await take(request, 1)).degraded).toBeUndefined();
    }
    client.disconnect();
  });
});

describe.runIf(hasRedisServer)("the windows and buckets of the package", () => {
  const opened: OpenLimiters[] = [];
  const open = async () => {
    const limiters = await openLimiters({ url: redis().url }, log, undefined, PATIENT_MS);
    opened.push(limiters);
    return limiters.singleLimiter;
  };
  afterEach(() => {
    for (const limiters of opened.splice(0)) limiters.close();
  });

  test("a fixed window ends at a multiple of its length in UTC, and the next has the whole limit", async () => {
    const limiter = await open();
    const pass = stopClocks(Date.UTC(2031, 4, 6, 23, 59, 59, 999));
    const midnight = Date.UTC(2031, 4, 7);
    const daily = one({ cost: 10 });
    expect(await limiter.take(WORKSPACE, daily)).toMatchObject({ states: [{ resetAt: midnight }] });
    const refused = { allowed: false, states: [{ remaining: 0, resetAt: midnight, retryAt: midnight }] };
    expect(await limiter.take(WORKSPACE, daily)).toMatchObject(refused);
    pass(1);
    expect(await limiter.take(WORKSPACE, daily)).toMatchObject({ allowed: true, states: [{ remaining: 0 }] });
  });

  test("a refund after the window has ended gives nothing to the next window", async () => {
    const limiter = await open();
    const border = Date.UTC(2031, 4, 8);
    const pass = stopClocks(border - 1);
    const daily = one({ limit: 1 });
    await limiter.take(WORKSPACE, daily);
    let reads = 0;
    const clock = vi.spyOn(Date, "now");
    // Read when the call begins, when it is counted, and before it is refunded.
    clock.mockImplementation(() => (++reads <= 3 ? border - 1 : border));
    expect(await limiter.take(WORKSPACE, daily)).toMatchObject({ allowed: true, states: [{ remaining: 0 }] });
    clock.mockRestore();
    pass(1);
    expect(await limiter.take(WORKSPACE, daily)).toMatchObject({ allowed: false });
  });

  test("a bucket fills evenly, however its limit and window divide, and never above its burst", async () => {
    const limiter = await open();
    const pass = stopClocks();
    const bucket = one({ algorithm: "token_bucket", limit: 7, windowMs: 60_000, burst: 9 });
    await limiter.take(WORKSPACE, { ...bucket, cost: 9 });
    const remaining = async () => {
      const read = decided(await limiter.take(WORKSPACE, { ...bucket, cost: 0 }));
      return read.states[0]?.remaining;
    };
    // A token every 60,000 ÷ 7 ms.
    for (const [ms, tokens] of [
      [8_571, 0],
      [1, 1],
      [8_571, 2],
      [600_000, 9],
    ] as const) {
      pass(ms);
      expect(await remaining()).toBe(tokens);
    }
  });

  test("a bucket counts exactly at the largest figures that a limit may have", async () => {
    const limiter = await open();
    stopClocks();
    const most = { limit: 1_000_000_000, windowMs: 2_592_000_000, burst: 1_000_000_000 };
    const bucket = one({ algorithm: "token_bucket", ...most });
    expect(await limiter.take(WORKSPACE, { ...bucket, cost: 0 })).toMatchObject({
      states: [{ remaining: 1_000_000_000 }],
    });
    expect(await limiter.take(WORKSPACE, { ...bucket, cost: 1_000_000 })).toMatchObject({
      allowed: true,
      states: [{ remaining: 999_000_000 }],
    });
    expect(capacityOf(bucket)).toBe(1_000_000_000);
  });
});

describe.runIf(hasRedisServer)("without an answer from Redis", () => {
  test("single limits go on by this process's own count, say so, and are shared again when Redis is back", async () => {
    const lost = await privateRedis();
    const { singleLimiter, close } = await openLimiters({ url: lost.url }, log, undefined, PATIENT_MS);
    const request = one({ algorithm: "token_bucket", limit: 3 });
    expect(decided(await singleLimiter.take(WORKSPACE, request)).degraded).toBeUndefined();
    await lost.kill();
    const alone = [];
    for (let n = 0; n < 3; n++) alone.push(decided(await singleLimiter.take(WORKSPACE, request)));
    expect(alone).toMatchObject([
      { allowed: true, degraded: true, states: [{ remaining: 1 }] },
      { allowed: true, degraded: true, states: [{ remaining: 0 }] },
      { allowed: false, degraded: true, states: [{ exceeded: true }] },
    ]);
    expect(singleLimiter.health).toMatchObject({ degraded: true, outages: 1, fallbacks: 3, shared: 1 });
    await lost.start();
    await vi.waitFor(() => expect(singleLimiter.health?.degraded).toBe(false), { timeout: 20_000 });
    expect(decided(await singleLimiter.take(WORKSPACE, request)).degraded).toBeUndefined();
    close();
    await lost.kill();
  });

  test("a call waits no longer than the deadline, and a late refusal is refunded", async () => {
    const client = await redis().client();
    const link = await ratelimitOverTcp(redis().url);
    let answer = () => {};
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow: typeof link.redis = {
      ...link.redis,
      evalsha: async (...args) => {
        await late;
        return link.redis.evalsha(...args);
      },
    };
    const request = one({ limit: 1 });
    const onTime = new UpstashLimiter({ ...link, deadlineMs: PATIENT_MS }, log, new MemoryLimiter());
    await onTime.take(WORKSPACE, request);
    const waiting = new UpstashLimiter(
      { ...link, redis: slow, deadlineMs: 20, close: () => {} },
      log,
      new MemoryLimiter(),
    );
    expect(await waiting.take(WORKSPACE, request)).toMatchObject({ allowed: true, degraded: true });
    // From then on nobody waits.
    expect(waiting.take(WORKSPACE, request)).toMatchObject({ allowed: false, degraded: true });
    const [key = ""] = await client.keys(`lk:single:*${request.id}*`);
    const counts: (string | null)[] = [];
    const given = link.redis.evalsha;
    link.redis.evalsha = async (...args) => {
      const reply = await given<unknown[], never>(...(args as [string, string[], unknown[]]));
      if (args[1][0] === key) counts.push(await client.get(key));
      return reply;
    };
    answer();
    await vi.waitFor(() => expect(counts).toEqual(["2", "1"]), { timeout: 5_000 });
    waiting.close();
    onTime.close();
    client.disconnect();
  });
});
