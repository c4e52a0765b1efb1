import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../platform/log";
import { hasRedisServer, type PrivateRedis, privateRedis } from "../platform/redis/testing";
import { SteadyClock } from "../platform/steady-clock";
import { capacityOf, type LimitDecision, type LimitRequest, limitId } from "./limiter";
import { MemoryLimiter } from "./memory-limiter";
import { openLimiter } from "./open-limiter";
import { keyOf, rateOf } from "./redis-limiter";
import { poolSizes } from "./shares";
import { TAKE_SCRIPT } from "./take-script";

const log = createLog("silent");
const WORKSPACE = "ws_1";
/** Long enough for a busy machine: these tests are about what Redis decides, not how fast. */
const PATIENT_MS = 10_000;

let redis: PrivateRedis;
beforeAll(async () => {
  if (hasRedisServer) redis = await privateRedis();
});
afterAll(() => redis?.kill());

let serial = 0;
const one = (rest: Partial<LimitRequest> = {}): LimitRequest => ({
  id: limitId(`key_${++serial}`, "requests"),
  limit: 10,
  windowMs: 3_600_000,
  cost: 1,
  pool: "stored",
  ...rest,
});

describe.runIf(hasRedisServer)("the script in Redis", () => {
  // The script with a clock that the test moves: all else is what runs in production.
  const script = TAKE_SCRIPT.replace(
    "redis.call('TIME')",
    "{ table.remove(ARGV, 1), table.remove(ARGV, 1) }",
  );
  const clockOf = (now: number) => [Math.floor(now / 1_000), (now % 1_000) * 1_000];
  const argsOf = (requests: readonly LimitRequest[]) =>
    requests.flatMap((request) => [capacityOf(request), request.windowMs, request.cost, rateOf(request)]);
  const step = fc.record({
    after: fc.oneof(fc.nat({ max: 700_000 }), fc.nat({ max: 900 })),
    cost: fc.integer({ min: 0, max: 4 }),
    other: fc.integer({ min: 0, max: 3 }),
    /** Gives back the last call that was allowed. */
    undo: fc.constantFrom(false, false, true),
  });
  const rule = fc.record({
    algorithm: fc.constantFrom(undefined, "fixed_window" as const, "token_bucket" as const),
    limit: fc.integer({ min: 2, max: 20 }),
    windowMs: fc.constantFrom(1_000, 1_000_000, 3_333_333),
    burst: fc.integer({ min: 1, max: 40 }),
  });

  test("decides, answers and gives back as the process's own does, for two limits of any algorithm, all or none", async () => {
    const client = await redis.client();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.tuple(rule, rule), async (steps, rules) => {
        let now = 1_700_000_000_000;
        const clock = () => now;
        const model = new MemoryLimiter(poolSizes(1_000), new SteadyClock(clock, clock));
        const windows = rules.map(({ burst, ...rest }) =>
          one({ ...rest, ...(rest.algorithm === "token_bucket" && { burst }) }),
        );
        const keys = windows.map(keyOf);
        const ask = (...args: number[]) => client.eval(script, 2, ...keys, ...clockOf(now), ...args);
        let last: { requests: LimitRequest[]; decision: LimitDecision } | undefined;
        for (const { after, cost, other, undo } of steps) {
          now += after;
          if (undo && last) {
            model.giveBack(last.requests, last.decision);
            await ask(-2, last.decision.at, ...argsOf(last.requests));
            last = undefined;
          }
          const requests = windows.map((w, i) => ({ ...w, cost: i === 0 ? cost : other }));
          const reply = await ask(2, ...argsOf(requests));
          const decision = model.take(WORKSPACE, requests);
          if (decision === "over_share") throw new Error("there is no room");
          const { allowed, states } = decision;
          if (allowed) last = { requests, decision };
          const expected = states.flatMap((s) => [
            s.remaining,
            s.resetAt,
            s.retryAt ?? -1,
            Number(s.exceeded),
          ]);
          expect(reply).toEqual([now, Number(allowed), ...expected]);
        }
      }),
      { numRuns: 100 },
    );
    client.disconnect();
  });

  test.each([
    [
      "a sliding window",
      0,
      1_000,
      [
        [10_000, 1],
        [2_000, 0],
        [11_000, 0],
        [11_050, 1],
      ],
    ],
    [
      "a fixed window",
      -1,
      1_000,
      [
        [10_000, 1],
        [2_000, 0],
        [10_999, 0],
        [11_000, 1],
      ],
    ],
    [
      "a token bucket",
      1,
      1_000,
      [
        [10_000, 1],
        [2_000, 0],
        [10_999, 0],
        [11_000, 1],
      ],
    ],
  ] as const)(
    "frees nothing of %s early when the clock steps back, as with a replica that takes over",
    async (_, rate, windowMs, calls) => {
      const client = await redis.client();
      const { id } = one();
      for (const [now, allowed] of calls) {
        const reply = (await client.eval(
          script,
          1,
          id,
          ...clockOf(now),
          1,
          1,
          windowMs,
          1,
          rate,
        )) as number[];
        expect([now, reply[1]]).toEqual([now, allowed]);
      }
      client.disconnect();
    },
  );

  test.each([
    [{}, 60_000, 63_001],
    [{ algorithm: "fixed_window" as const }, 50_000, 60_001],
    [{ algorithm: "token_bucket" as const, burst: 100, cost: 50 }, 290_000, 300_001],
  ])("expires when nothing in it counts any more, not before (%j)", async (rest, least, most) => {
    const client = await redis.client();
    const { limiter, close } = await openLimiter({ url: redis.url }, log, undefined, PATIENT_MS);
    const request = one({ windowMs: 60_000, ...rest });
    await limiter.take(WORKSPACE, [request]);
    const ttl = await client.pttl(keyOf(request));
    expect(ttl).toBeGreaterThan(least);
    expect(ttl).toBeLessThanOrEqual(most);
    close();
    client.disconnect();
  });
});
