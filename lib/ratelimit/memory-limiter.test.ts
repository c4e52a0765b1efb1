import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryLimiter } from "./memory-limiter";

const steps = fc.array(fc.record({ after: fc.nat({ max: 700 }), cost: fc.integer({ min: 1, max: 4 }) }), {
  maxLength: 200,
});

describe("the sliding window", () => {
  test("never lets more through than the limit in any window, and frees a slot at most 1/20 of it late", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 4, max: 30 }), (calls, limit) => {
        const windowMs = 1_000;
        const limiter = new MemoryLimiter(100);
        const taken: { at: number; cost: number }[] = [];
        const within = (now: number, ms: number) =>
          taken.filter((t) => t.at > now - ms).reduce((sum, t) => sum + t.cost, 0);
        let now = 1_700_000_000_000;
        for (const { after, cost } of calls) {
          now += after;
          const { allowed, states } = limiter.take([{ id: "k", limit, windowMs, cost }], now);
          const [state] = states;
          if (allowed) taken.push({ at: now, cost });
          expect(within(now, windowMs)).toBeLessThanOrEqual(limit);
          // Refused only if an exact window of 21/20 would refuse too.
          if (!allowed) expect(within(now, windowMs * 1.05) + cost).toBeGreaterThan(limit);
          expect(state?.remaining).toBeGreaterThanOrEqual(0);
          expect(state?.resetAt).toBeGreaterThanOrEqual(now);
        }
      }),
    );
  });

  test("a refused call fits at retryAt and not before", () => {
    fc.assert(
      fc.property(steps, (calls) => {
        const request = { id: "k", limit: 5, windowMs: 1_000, cost: 2 };
        const limiter = new MemoryLimiter(100);
        let now = 1_700_000_000_000;
        for (const { after, cost } of calls) {
          now += after;
          limiter.take([{ ...request, cost }], now);
        }
        const refused = limiter.take([request], now);
        const [state] = refused.states;
        if (refused.allowed || !state) return;
        expect(limiter.take([request], state.retryAt - 1).allowed).toBe(false);
        expect(limiter.take([request], state.retryAt).allowed).toBe(true);
      }),
    );
  });

  test("several are taken all or none", () => {
    const limiter = new MemoryLimiter(100);
    const narrow = { id: "narrow", limit: 1, windowMs: 1_000, cost: 1 };
    const wide = { id: "wide", limit: 10, windowMs: 1_000, cost: 1 };
    expect(limiter.take([wide, narrow], 5_000).allowed).toBe(true);
    const second = limiter.take([wide, narrow], 5_001);
    expect(second.allowed).toBe(false);
    expect(second.states.map((s) => [s.remaining, s.exceeded])).toEqual([
      [9, false],
      [0, true],
    ]);
    expect(limiter.take([{ ...wide, cost: 9 }], 5_002).allowed).toBe(true);
  });

  test("a cost of 0 reads without taking, also when nothing is left", () => {
    const limiter = new MemoryLimiter(100);
    const one = { id: "k", limit: 1, windowMs: 1_000, cost: 1 };
    limiter.take([one], 0);
    expect(limiter.take([{ ...one, cost: 0 }], 1)).toMatchObject({
      allowed: true,
      states: [{ remaining: 0, exceeded: false }],
    });
  });

  test("a clock that steps back frees nothing early", () => {
    const limiter = new MemoryLimiter(100);
    const one = { id: "k", limit: 1, windowMs: 1_000, cost: 1 };
    expect(limiter.take([one], 10_000).allowed).toBe(true);
    expect(limiter.take([one], 2_000).allowed).toBe(false);
  });

  test("what is given back is free again, in its own sub-bucket", () => {
    const limiter = new MemoryLimiter(100);
    const one = { id: "k", limit: 2, windowMs: 1_000, cost: 1 };
    limiter.take([one], 10_000);
    limiter.take([one], 10_400);
    limiter.giveBack([one], 10_000);
    limiter.giveBack([one], 10_000);
    expect(limiter.take([one], 10_500).allowed).toBe(true);
    expect(limiter.take([one], 10_500).allowed).toBe(false);
    limiter.giveBack([one], 10_000);
    expect(limiter.take([one], 11_300).allowed).toBe(false);
  });
});
