import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LimitRequest } from "./limiter";
import { limiterOf, one } from "./limiter-testing";
import { type PoolSizes, poolSizes } from "./shares";

const HOUR = 3_600_000;

const steps = fc.array(fc.record({ after: fc.nat({ max: 700 }), cost: fc.integer({ min: 1, max: 4 }) }), {
  maxLength: 200,
});

describe("the sliding window", () => {
  test("never lets more through than the limit in any window, and frees a slot at most 1/20 of it late, wherever the wall clock is set", () => {
    const stepped = fc.array(
      fc.record({
        after: fc.nat({ max: 700 }),
        cost: fc.integer({ min: 1, max: 4 }),
        step: fc.oneof(fc.constant(0), fc.integer({ min: -2 * HOUR, max: 2 * HOUR })),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(stepped, fc.integer({ min: 4, max: 30 }), (calls, limit) => {
        const windowMs = 1_000;
        const { take, pass, time } = limiterOf();
        const taken: { at: number; cost: number }[] = [];
        const within = (now: number, ms: number) =>
          taken.filter((t) => t.at > now - ms).reduce((sum, t) => sum + t.cost, 0);
        for (const { after, cost, step } of calls) {
          pass(after);
          time.wall += step;
          const now = time.monotonic;
          const { allowed, states } = take(one({ limit, windowMs, cost }));
          const [state] = states;
          if (allowed) taken.push({ at: now, cost });
          expect(within(now, windowMs)).toBeLessThanOrEqual(limit);
          // Refused only if an exact window of 21/20 would refuse too.
          if (!allowed) expect(within(now, windowMs * 1.05) + cost).toBeGreaterThan(limit);
          expect(state?.remaining).toBeGreaterThanOrEqual(0);
          // By the wall clock of now, but for steps too small to be one.
          expect(state?.resetAt).toBeGreaterThan(time.wall - 20);
          expect(state?.resetAt).toBeLessThanOrEqual(time.wall + windowMs * 1.05 + 20);
        }
      }),
    );
  });

  test("fits a refused call at retryAt and not before", () => {
    fc.assert(
      fc.property(steps, (calls) => {
        const request = one({ limit: 5, cost: 2 });
        const { take, pass, time } = limiterOf();
        for (const { after, cost } of calls) {
          pass(after);
          take({ ...request, cost });
        }
        const refused = take(request);
        const retryAt = refused.states[0]?.retryAt;
        if (refused.allowed || !retryAt) return;
        pass(retryAt - 1 - time.wall);
        expect(take(request).allowed).toBe(false);
        pass(1);
        expect(take(request).allowed).toBe(true);
      }),
    );
  });

  test("takes several limits all or none", () => {
    const { take, pass } = limiterOf();
    const narrow = one({ id: "narrow" });
    const wide = one({ id: "wide", limit: 10 });
    expect(take(wide, narrow).allowed).toBe(true);
    pass(1);
    const second = take(wide, narrow);
    expect(second.allowed).toBe(false);
    expect(second.states.map((s) => [s.remaining, s.exceeded])).toEqual([
      [9, false],
      [0, true],
    ]);
    expect(take({ ...wide, cost: 9 }).allowed).toBe(true);
  });

  test("reads without taking at a cost of 0, also when nothing is left", () => {
    const { take } = limiterOf();
    take(one());
    expect(take(one({ cost: 0 }))).toMatchObject({
      allowed: true,
      states: [{ remaining: 0, exceeded: false }],
    });
  });

  test("answers that a cost above the limit never fits, and resets an empty window now", () => {
    const { take, time, pass } = limiterOf();
    pass(123);
    const never = { exceeded: true, retryAt: null };
    expect(take(one({ cost: 2 })).states).toMatchObject([{ ...never, remaining: 1, resetAt: time.wall }]);
    take(one());
    expect(take(one({ cost: 2 })).states).toMatchObject([{ ...never, remaining: 0 }]);
    expect(take(one()).states[0]?.retryAt).toBeGreaterThan(time.wall);
  });

  test("frees what is given back, in its own sub-bucket", () => {
    const { limiter, take, pass } = limiterOf();
    const two = one({ limit: 2 });
    const first = take(two);
    pass(400);
    take(two);
    limiter.giveBack([two], first);
    limiter.giveBack([two], first);
    pass(100);
    expect(take(two).allowed).toBe(true);
    expect(take(two).allowed).toBe(false);
    pass(800);
    limiter.giveBack([two], first);
    expect(take(two).allowed).toBe(false);
  });
});

describe("the wall clock", () => {
  test.each([-HOUR, HOUR])("neither frees nor freezes a limit when it is set by %i ms", (step) => {
    const { take, pass, time } = limiterOf();
    const minute = one({ windowMs: 60_000 });
    const before = take(minute).states[0]?.resetAt ?? 0;
    pass(1_000);
    time.wall += step;
    const refused = take(minute);
    expect(refused.allowed).toBe(false);
    // The same moment, as the wall clock shows it now.
    expect(refused.states).toMatchObject([{ resetAt: before + step, retryAt: before + step }]);
    pass(before + step - time.wall - 1);
    expect(take(minute).allowed).toBe(false);
    pass(1);
    expect(take(minute).allowed).toBe(true);
  });

  test("gives back what was taken before it was set", () => {
    const { limiter, take, pass, time } = limiterOf();
    const minute = one({ windowMs: 60_000 });
    const taken = take(minute);
    time.wall -= HOUR;
    pass(1_000);
    limiter.giveBack([minute], taken);
    expect(take(minute).allowed).toBe(true);
  });
});

describe("room for windows", () => {
  const sizes: PoolSizes = {
    stored: { most: 40, perWorkspace: 40, floor: 0 },
    brought: { most: 20, perWorkspace: 5, floor: 2 },
    own: { most: 10, perWorkspace: 10, floor: 1 },
  };
  /** How many new windows a workspace gets. */
  const fill = (of: ReturnType<typeof limiterOf>, workspaceId: string, rest: Partial<LimitRequest> = {}) => {
    let made = 0;
    while (
      made < 100 &&
      of.taken([one({ id: `${workspaceId} ${rest.pool} ${made}`, ...rest })], workspaceId) !== "over_share"
    )
      made++;
    return made;
  };

  test("is not used by a cost of 0 or by a refusal", () => {
    const it = limiterOf();
    it.take(one({ id: "read", cost: 0 }));
    it.take(one({ id: "never", cost: 2 }));
    it.take(one({ id: "full" }));
    it.take(one({ id: "full" }), one({ id: "beside", limit: 5 }));
    expect(it.limiter.windows).toBe(1);
  });

  test("refuses the newcomer and never forgets a window that still counts", () => {
    const it = limiterOf(sizes);
    it.taken([one({ id: "exhausted" })], "ws_other");
    for (const workspaceId of ["ws_1", "ws_2", "ws_3", "ws_4", "ws_5", "ws_6"]) fill(it, workspaceId);
    expect(it.limiter.windows).toBeLessThanOrEqual(40);
    expect(it.taken([one({ id: "exhausted" })], "ws_other")).toMatchObject({ allowed: false });
    // A workspace that is full goes on with the windows it has, and reads and is refused as before.
    expect(it.taken([one({ id: "ws_1 undefined 0", limit: 2 })])).toMatchObject({ allowed: true });
    expect(it.taken([one({ id: "new" })])).toBe("over_share");
    expect(it.taken([one({ id: "new", cost: 0 })])).toMatchObject({ allowed: true });
    expect(it.taken([one({ id: "new", cost: 2 })])).toMatchObject({ allowed: false });
  });

  test("is left for the next workspace, however much some have", () => {
    const it = limiterOf(sizes);
    expect(["ws_1", "ws_2", "ws_3", "ws_4"].map((workspaceId) => fill(it, workspaceId))).toEqual([
      20, 10, 5, 3,
    ]);
    expect(it.taken([one({ id: "mine" })], "ws_5")).toMatchObject({ allowed: true });
  });

  test("is guaranteed to each workspace up to the floor, with a pool that is full", () => {
    const it = limiterOf(sizes);
    for (let n = 0; n < 20; n++) fill(it, `ws_${n}`, { pool: "brought" });
    expect(fill(it, "ws_late", { pool: "brought" })).toBe(2);
    expect(it.limiter.windows).toBeLessThanOrEqual(20 + 21 * 2);
  });

  test("of limits that requests bring is small, and does not take from stored limits or Latchkey's own", () => {
    const it = limiterOf(sizes);
    expect(fill(it, "ws_1", { pool: "brought" })).toBe(5);
    expect(fill(it, "ws_1", { pool: "stored" })).toBe(20);
    expect(fill(it, "ws_1", { pool: "own" })).toBe(5);
    expect(fill(it, "ws_2", { pool: "brought" })).toBe(5);
  });

  test("takes nothing from any limit of a call that finds none for one of them", () => {
    const it = limiterOf(sizes);
    fill(it, "ws_1", { pool: "brought" });
    const stored = one({ id: "stored", limit: 1 });
    expect(it.taken([stored, one({ id: "brought", pool: "brought" })])).toBe("over_share");
    expect(it.take(stored).allowed).toBe(true);
  });

  test("comes back when windows have emptied, in bounded steps", () => {
    const it = limiterOf(poolSizes(100_000));
    for (let n = 0; n < 5_000; n++) it.take(one({ id: `k${n}`, windowMs: 1_000 + n }));
    expect(it.limiter.windows).toBe(5_000);
    it.take(one({ id: "long", windowMs: HOUR }));
    it.pass(10_000);
    it.take(one({ id: "long", windowMs: HOUR }));
    expect(it.limiter.windows).toBe(5_001 - 32);
    for (let n = 0; n < 200; n++) it.take(one({ id: "long", windowMs: HOUR }));
    expect(it.limiter.windows).toBe(1);
    expect(it.take(one({ id: "k0", windowMs: 1_000 })).allowed).toBe(true);
  });

  test("is not kept from windows in use by those that emptied: any mix of calls, counted again by a plain model", () => {
    const call = fc.record({
      after: fc.nat({ max: 3_000 }),
      id: fc.nat({ max: 30 }),
      windowMs: fc.constantFrom(1_000, 1_001, 7_000, 60_000),
      workspace: fc.nat({ max: 3 }),
      pool: fc.constantFrom("stored" as const, "brought" as const, "own" as const),
      cost: fc.nat({ max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
        const it = limiterOf(sizes);
        const taken: { key: string; at: number; cost: number; windowMs: number }[] = [];
        for (const { after, workspace, id, pool, ...rest } of calls) {
          it.pass(after);
          const now = it.time.monotonic;
          const key = `${workspace} ${pool} ${id} ${rest.windowMs}`;
          const request = one({ id: `${workspace} ${pool} ${id}`, limit: 3, pool, ...rest });
          const decision = it.taken([request], `ws_${workspace}`);
          if (decision === "over_share") continue;
          if (decision.allowed) taken.push({ key, at: now, cost: rest.cost, windowMs: rest.windowMs });
          const counted = taken
            .filter((t) => t.key === key && t.at > now - t.windowMs)
            .reduce((sum, t) => sum + t.cost, 0);
          expect(counted).toBeLessThanOrEqual(3);
        }
        it.pass(10 * HOUR);
        for (let n = 0; n < 20; n++) it.take(one({ cost: 0 }));
        expect(it.limiter.windows).toBe(0);
        expect(fill(it, "ws_after")).toBe(20);
      }),
      { numRuns: 50 },
    );
  });
});
