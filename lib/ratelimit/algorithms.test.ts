import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capacityOf, type LimitDecision, type LimitRequest, type LimitState, windowId } from "./limiter";
import { limiterOf, one } from "./limiter-testing";
import { poolSizes } from "./shares";

type Model = {
  fits(cost: number, at: number): boolean;
  remaining(at: number): number;
  take(cost: number, at: number): void;
  giveBack(cost: number, takenAt: number, at: number): void;
};

/** Every call that was let through, counted again for each answer. */
function fixedModel({ limit, windowMs }: LimitRequest): Model {
  const taken: { at: number; cost: number }[] = [];
  const windowOf = (at: number) => Math.floor(at / windowMs);
  const remaining = (at: number) =>
    limit - taken.reduce((sum, t) => sum + (windowOf(t.at) === windowOf(at) ? t.cost : 0), 0);
  return {
    remaining,
    fits: (cost, at) => cost <= remaining(at),
    take: (cost, at) => taken.push({ at, cost }),
    giveBack: (cost, takenAt) => taken.push({ at: takenAt, cost: -cost }),
  };
}

/** Tokens as exact fractions: their numerators over `windowMs`. */
function bucketModel(request: LimitRequest): Model {
  const [limit, windowMs] = [BigInt(request.limit), BigInt(request.windowMs)];
  const full = BigInt(capacityOf(request)) * windowMs;
  let last = { level: full, at: 0 };
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  const level = (at: number) => least(full, last.level + BigInt(at - last.at) * limit);
  return {
    remaining: (at) => Number(level(at) / windowMs),
    fits: (cost, at) => BigInt(cost) * windowMs <= level(at),
    take: (cost, at) => {
      last = { level: level(at) - BigInt(cost) * windowMs, at };
    },
    giveBack: (cost, _, at) => {
      last = { level: least(full, level(at) + BigInt(cost) * windowMs), at };
    },
  };
}

const modelOf = (request: LimitRequest) =>
  request.algorithm === "fixed_window" ? fixedModel(request) : bucketModel(request);

const limits = fc
  .record({
    algorithm: fc.constantFrom("fixed_window" as const, "token_bucket" as const),
    limit: fc.integer({ min: 1, max: 12 }),
    windowMs: fc.constantFrom(1_000, 1_001, 3_333, 60_000),
    burst: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  })
  .map(({ burst, ...rest }) => one({ ...rest, ...(rest.algorithm === "token_bucket" && { burst }) }));

const calls = fc.array(
  fc.record({
    after: fc.oneof(fc.nat({ max: 900 }), fc.nat({ max: 70_000 })),
    costs: fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })),
    /** How many calls ago the one was that is given back first. */
    undo: fc.option(fc.nat({ max: 3 }), { freq: 3, nil: undefined }),
    step: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1_000, max: 7_200_000 }),
      fc.integer({ max: -1_000, min: -7_200_000 }),
    ),
  }),
  { maxLength: 120 },
);

/** The first whole millisecond from `at` on where it holds; the models only ever get better with time. */
function firstAt(at: number, holds: (at: number) => boolean): number {
  let [low, high] = [at, at + 1];
  while (!holds(high)) high = at + (high - at) * 2;
  if (holds(low)) return low;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** What a limit must answer about a call that was or was not allowed as a whole. */
function expectState(
  state: LimitState | undefined,
  { model, request, now, ahead }: { model: Model; request: LimitRequest; now: number; ahead: number },
  exceeded: boolean,
): void {
  const capacity = capacityOf(request);
  const resetAt = firstAt(now, (at) => model.remaining(at) === capacity && model.fits(capacity, at)) + ahead;
  const expected = { remaining: model.remaining(now), resetAt, exceeded };
  expect(state).toMatchObject(expected);
  if (!exceeded) return;
  const fits = (at: number) => model.fits(request.cost, at);
  expect(state?.retryAt).toBe(request.cost > capacity ? null : firstAt(now, fits) + ahead);
}

describe("fixed windows and token buckets", () => {
  test("decide and answer as plain models do, two limits all or none, with refunds, wherever the wall clock is set", () => {
    fc.assert(
      fc.property(limits, limits, calls, (first, second, steps) => {
        const { limiter, take, pass, time } = limiterOf();
        const both = [first, { ...second, id: "other" }].map((request) => ({
          request,
          model: modelOf(request),
        }));
        const done: { requests: LimitRequest[]; decision: LimitDecision }[] = [];
        const origin = time.wall - time.monotonic;
        for (const { after, costs, undo, step } of steps) {
          pass(after);
          time.wall += step;
          const now = origin + time.monotonic;
          const ahead = time.wall - now;
          const [given] = undo === undefined ? [] : done.splice(-1 - undo, 1);
          if (given) {
            limiter.giveBack(given.requests, given.decision);
            for (const [i, { cost }] of given.requests.entries())
              both[i]?.model.giveBack(cost, given.decision.at, now);
          }
          const requests = both.map(({ request }, i) => ({ ...request, cost: costs[i] ?? 0 }));
          const fit = both.map(({ model }, i) => !costs[i] || model.fits(costs[i], now));
          const decision = take(...requests);
          expect(decision.allowed).toBe(fit.every(Boolean));
          if (decision.allowed) {
            for (const [i, { model }] of both.entries()) model.take(costs[i] ?? 0, now);
            done.push({ requests, decision });
          }
          for (const [i, { model }] of both.entries()) {
            const request = requests[i];
            if (request) expectState(decision.states[i], { model, request, now, ahead }, !fit[i]);
          }
        }
      }),
    );
  });

  test("are taken all or none beside a sliding window", () => {
    const { take } = limiterOf();
    const sliding = one({ id: "sliding", limit: 3 });
    const bucket = one({ id: "bucket", algorithm: "token_bucket", limit: 1, burst: 2 });
    for (const remaining of [1, 0]) expect(take(sliding, bucket).states[1]?.remaining).toBe(remaining);
    expect(take(sliding, bucket)).toMatchObject({
      allowed: false,
      states: [
        { remaining: 1, exceeded: false },
        { remaining: 0, exceeded: true },
      ],
    });
    expect(take(sliding).allowed).toBe(true);
  });

  test("a fixed window lets twice its limit through around a border, and no more", () => {
    const { take, pass, time } = limiterOf();
    const fixed = one({ algorithm: "fixed_window", limit: 5, cost: 5, windowMs: 60_000 });
    pass(60_000 - (time.wall % 60_000) - 1);
    expect([take(fixed).allowed, take(fixed).allowed]).toEqual([true, false]);
    pass(1);
    expect([take(fixed).allowed, take(fixed).allowed]).toEqual([true, false]);
  });

  test("a token bucket lets its burst through at once and then calls at its rate", () => {
    const { take, pass, time } = limiterOf();
    const bucket = one({ algorithm: "token_bucket", limit: 10, burst: 50, windowMs: 1_000 });
    expect(take({ ...bucket, cost: 50 })).toMatchObject({
      allowed: true,
      states: [{ limit: 10, remaining: 0 }],
    });
    expect(take(bucket).states).toMatchObject([{ retryAt: time.wall + 100, resetAt: time.wall + 5_000 }]);
    let allowed = 0;
    for (let ms = 0; ms < 10_000; ms++) {
      pass(1);
      if (take(bucket).allowed) allowed++;
    }
    expect(allowed).toBe(100);
    expect(take({ ...bucket, cost: 51 }).states).toMatchObject([{ exceeded: true, retryAt: null }]);
  });

  test("count apart from a limit of the same name with another algorithm or rate, but not with another burst", () => {
    const ids = [
      one(),
      one({ algorithm: "fixed_window" }),
      one({ algorithm: "token_bucket" }),
      one({ algorithm: "token_bucket", limit: 2 }),
    ].map(windowId);
    expect(new Set(ids).size).toBe(4);
    expect(windowId(one({ algorithm: "token_bucket", burst: 9 }))).toBe(ids[2]);
    expect(windowId(one({ limit: 2 }))).toBe(ids[0]);
  });

  test("are forgotten when they are empty, and keep their room in the pool until then", () => {
    fc.assert(
      fc.property(fc.array(limits, { minLength: 1, maxLength: 30 }), (requests) => {
        const it = limiterOf(poolSizes(100));
        const made = requests.map((request, n) => ({ ...request, id: `k${n}` }));
        let latest = 0;
        for (const request of made) latest = Math.max(latest, it.take(request).states[0]?.resetAt ?? 0);
        expect(it.limiter.windows).toBe(made.length);
        it.pass(latest - it.time.wall + 10_000);
        it.take(one({ cost: 0 }));
        expect(it.limiter.windows).toBe(0);
      }),
    );
  });
});
