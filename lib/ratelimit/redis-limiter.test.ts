import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLog } from "../platform/log";
import { scriptOverTcp } from "../platform/redis/over-tcp";
import { hasRedisServer } from "../platform/redis/testing";
import { usePrivateRedis } from "../platform/redis/testing-both-ways";
import {
  capacityOf,
  type LimitDecision,
  type Limiter,
  type LimitRequest,
  limitId,
  type Taken,
} from "./limiter";
import { openLimiter } from "./open-limiter";
import { RedisLimiter } from "./redis-limiter";
import { poolSizes } from "./shares";
import { TAKE_SCRIPT, TAKE_SHA } from "./take-script";

const log = createLog("silent");
const HOUR = 3_600_000;
/** Long, because these tests are about decisions and not about speed. */
const PATIENT_MS = 10_000;

const { redis, ways } = usePrivateRedis();

let serial = 0;
const WORKSPACE = "ws_1";
const decided = (taken: Taken): LimitDecision => {
  if (taken === "over_share") throw new Error("there is no room");
  return taken;
};
const one = (rest: Partial<LimitRequest> = {}): LimitRequest => ({
  id: limitId(`key_${++serial}`, "requests"),
  limit: 10,
  windowMs: HOUR,
  cost: 1,
  pool: "stored",
  ...rest,
});

describe.runIf(hasRedisServer).each(ways)("limits on several nodes, %s", (_, way) => {
  const nodes: { limiter: Limiter; close: () => void }[] = [];
  beforeEach(async () => {
    for (let n = 0; n < 2; n++) nodes.push(await openLimiter(way(), log, undefined, PATIENT_MS));
  });
  afterEach(() => {
    for (const node of nodes.splice(0)) node.close();
  });
  const take = async (node: number, ...requests: LimitRequest[]): Promise<LimitDecision> => {
    const limiter = nodes[node]?.limiter;
    if (!limiter) throw new Error("no such node");
    return decided(await limiter.take(WORKSPACE, requests));
  };

  test("hold together, exactly, at 64 callers at once", async () => {
    const request = one({ limit: 100 });
    const decisions = await Promise.all(Array.from({ length: 64 * 4 }, (_, i) => take(i % 2, request)));
    expect(decisions.filter((d) => d.allowed)).toHaveLength(100);
    expect(decisions.some((d) => d.degraded)).toBe(false);
  });

  test("let no more than the limit through in any window while 64 callers go on asking", async () => {
    const request = one({ limit: 40, windowMs: 1_000 });
    const admitted: { from: number; to: number }[] = [];
    const end = performance.now() + 3_500;
    const caller = async (node: number) => {
      while (performance.now() < end) {
        const from = performance.now();
        const { allowed } = await take(node, request);
        if (allowed) admitted.push({ from, to: performance.now() });
        else await new Promise(setImmediate);
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, i) => caller(i % 2)));
    // Each was decided somewhere between its `from` and `to`: those surely inside a window may not be more than the limit.
    for (const { from: start } of admitted) {
      const inside = admitted.filter(({ from, to }) => from >= start && to < start + request.windowMs);
      expect(inside.length).toBeLessThanOrEqual(request.limit);
    }
    expect(admitted.length).toBeGreaterThanOrEqual(3 * request.limit);
  });

  test("are taken all or none, and a cost of 0 reads", async () => {
    const [narrow, wide] = [one({ limit: 1 }), one({ limit: 10 })];
    expect((await take(0, wide, narrow)).allowed).toBe(true);
    const second = await take(1, wide, narrow);
    expect(second.allowed).toBe(false);
    expect(second.states.map((s) => [s.remaining, s.exceeded])).toEqual([
      [9, false],
      [0, true],
    ]);
    expect(await take(1, { ...narrow, cost: 0 })).toMatchObject({
      allowed: true,
      states: [{ remaining: 0, exceeded: false }],
    });
    expect((await take(0, { ...wide, cost: 9 })).allowed).toBe(true);
  });

  test("of other algorithms hold together too, are refused from memory, and take back what is given", async () => {
    for (const algorithm of ["fixed_window", "token_bucket"] as const) {
      const request = one({
        algorithm,
        limit: 1,
        windowMs: HOUR * 24,
        ...(algorithm === "token_bucket" && { burst: 20 }),
      });
      const most = capacityOf(request);
      const decisions = await Promise.all(Array.from({ length: 64 }, (_, i) => take(i % 2, request)));
      const taken = decisions.filter((d) => d.allowed);
      expect(taken).toHaveLength(most);
      const refused = await take(0, request);
      expect(refused.states).toMatchObject([{ limit: 1, remaining: 0, exceeded: true }]);
      expect(refused.states[0]?.retryAt).toBeGreaterThan(Date.now());
      const [first] = taken;
      if (first) await nodes[0]?.limiter.giveBack([request], first);
      expect((await take(0, request)).allowed).toBe(true);
      expect((await take(0, { ...request, cost: most + 1 })).states).toMatchObject([{ retryAt: null }]);
    }
  });

  test("give back what a later check refused, in the window it was taken from", async () => {
    const request = one({ limit: 5, cost: 2 });
    const taken = await take(0, request);
    await take(1, request);
    expect((await take(0, request)).allowed).toBe(false);
    await nodes[0]?.limiter.giveBack([request], taken);
    expect((await take(0, request)).states).toMatchObject([{ remaining: 1 }]);
    expect((await take(1, { ...request, cost: 0 })).states).toMatchObject([{ remaining: 1 }]);
    await nodes[0]?.limiter.giveBack([request], { ...taken, at: taken.at - request.windowMs });
    expect((await take(1, { ...request, cost: 0 })).states).toMatchObject([{ remaining: 1 }]);
  });

  test("of one turn share a round trip, each decided by itself", async () => {
    const before = nodes[0]?.limiter.health?.roundTrips ?? 0;
    const requests = Array.from({ length: 50 }, () => one({ limit: 1 }));
    const decisions = await Promise.all([...requests, ...requests].map((request) => take(0, request)));
    expect(decisions.map((d) => d.allowed)).toEqual(decisions.map((_, i) => i < 50));
    expect(nodes[0]?.limiter.health?.roundTrips).toBe(before + 2);
  });

  test("wait for one another rather than for many round trips, however slow Redis is", async () => {
    const runner = await scriptOverTcp(redis().url, { text: TAKE_SCRIPT, sha: TAKE_SHA });
    let underWay = 0;
    let most = 0;
    const slow: typeof runner = {
      ...runner,
      deadlineMs: PATIENT_MS,
      run: async (keys, args) => {
        most = Math.max(most, ++underWay);
        // Later than all turns in which the calls below are made.
        await asked;
        return runner.run(keys, args).finally(() => underWay--);
      },
    };
    let allAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      allAsked = resolve;
    });
    const limiter = new RedisLimiter(slow, log);
    const request = one({ limit: 15 });
    const decisions: (Taken | Promise<Taken>)[] = [];
    for (let turn = 0; turn < 20; turn++) {
      decisions.push(limiter.take(WORKSPACE, [request]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    allAsked();
    expect((await Promise.all(decisions)).filter((one) => decided(one).allowed)).toHaveLength(15);
    expect(most).toBe(4);
    expect(limiter.health?.roundTrips).toBe(5);
    limiter.close();
  });

  test("answer each cost with the time at which that cost fits", async () => {
    const request = one({ algorithm: "token_bucket", limit: 5, cost: 5 });
    await take(0, request);
    const retryAt = async (cost: number) => (await take(0, { ...request, cost })).states[0]?.retryAt ?? 0;
    const first = await retryAt(1);
    expect((await retryAt(2)) - first).toBeCloseTo(request.windowMs / 5, -2);
  });

  test("are refused without a round trip until there could be room, and never when there is", async () => {
    const request = one({ limit: 5, cost: 3 });
    await take(1, request);
    const health = () => nodes[0]?.limiter.health;
    const refused = await take(0, request);
    const trips = health()?.roundTrips;
    expect(await take(0, request)).toEqual(refused);
    expect(health()).toMatchObject({ roundTrips: trips, remembered: 1 });
    expect((await take(0, { ...request, limit: 6 })).allowed).toBe(true);
    expect((await take(0, { ...one({ limit: 5 }), id: request.id, cost: 2 })).allowed).toBe(false);
    expect((await take(0, { ...request, cost: 0 })).allowed).toBe(true);

    const short = one({ limit: 1, windowMs: 400 });
    await take(1, short);
    const { states } = await take(0, short);
    await vi.waitFor(async () => expect((await take(0, short)).allowed).toBe(true), {
      timeout: 5_000,
      interval: 5,
    });
    // Redis and this test have one clock.
    expect(Date.now()).toBeGreaterThanOrEqual(states[0]?.retryAt ?? Number.POSITIVE_INFINITY);
  });

  test("let a workspace make only so many keys, also with all calls at once, and none for a refusal or a cost of 0", async () => {
    const client = await redis().client();
    const { limiter, close } = await openLimiter(way(), log, poolSizes(1_000), PATIENT_MS);
    // 1,000 windows leave a workspace the floor of 100 limits that requests bring.
    const name = `flood${++serial}`;
    const flood = Array.from({ length: 500 }, (_, n) =>
      limiter.take(name, [one({ id: limitId(name, String(n)), pool: "brought" })]),
    );
    const outcomes = await Promise.all(flood);
    expect(outcomes.filter((taken) => taken !== "over_share")).toHaveLength(100);
    await limiter.take(name, [one({ id: limitId(name, "read"), cost: 0 })]);
    await limiter.take(name, [one({ id: limitId(name, "never"), cost: 11 })]);
    expect(await client.keys(`*${name}*`)).toHaveLength(100);
    expect(await limiter.take(name, [one({ id: limitId(name, "stored") })])).toMatchObject({ allowed: true });
    expect(await limiter.take("ws_2", [one({ pool: "brought" })])).toMatchObject({ allowed: true });
    // Windows that exist go on.
    expect(await limiter.take(name, [one({ id: limitId(name, "0"), pool: "brought" })])).toMatchObject({
      states: [{ remaining: 8 }],
    });
    close();
    client.disconnect();
  });

  test("say of a cost above the limit that it never fits", async () => {
    const request = one({ limit: 5, cost: 6 });
    expect(await take(0, request)).toMatchObject({
      allowed: false,
      states: [{ retryAt: null, exceeded: true, remaining: 5 }],
    });
    const { states } = await take(0, { ...request, cost: 5 });
    expect(states[0]?.exceeded).toBe(false);
    expect((await take(0, { ...request, cost: 5 })).states[0]?.retryAt).toBeGreaterThan(Date.now());
  });

  test("of different names never share a counter", async () => {
    const names = [
      "tenant/alice",
      "tenant\u0000alice",
      "tenant:alice",
      "tenant\nalice",
      "\ud800",
      "\udfff",
      "\ufffd",
    ];
    const owner = `key_${++serial}`;
    for (const name of names)
      expect(await take(0, one({ id: limitId(owner, name), limit: 1 }))).toMatchObject({ allowed: true });
  });

  test("go on when Redis has lost the script", async () => {
    const client = await redis().client();
    const request = one({ limit: 2 });
    await take(0, request);
    await client.script("FLUSH");
    client.disconnect();
    expect(await take(0, request)).toMatchObject({ allowed: true, states: [{ remaining: 0 }] });
    expect((await take(1, request)).degraded).toBeUndefined();
  });
});
