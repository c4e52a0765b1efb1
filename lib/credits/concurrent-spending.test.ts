import fc from "fast-check";
import { expect, test } from "vitest";
import { createIdentity } from "../identities/create-identity";
import { getIdentity } from "../identities/get-identity";
import { createKey } from "../keys/create-key";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { limitsOfIdentity } from "../verify/limits-now";
import { CreditLedger } from "./ledger";

const rt = useRuntime();
const CALLERS = 64;
const costs = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: CALLERS, maxLength: CALLERS });

/** 64 callers at once, over two nodes and two keys of one identity whose credits and limit they share. */
async function spendAtOnce(remaining: number, asked: readonly number[]) {
  const { ctx, apiId } = await testWorkspace(rt());
  const identity = await createIdentity(ctx, {
    externalId: "customer_42",
    credits: { remaining },
    ratelimits: [{ name: "requests", limit: 1_000_000, windowMs: 3_600_000 }],
  });
  const made: Awaited<ReturnType<typeof createKey>>[] = [];
  for (const name of ["one", "two"])
    made.push(await createKey(ctx, { apiId, name, externalId: "customer_42" }));
  const nodes = [rt(), { ...rt(), credits: new CreditLedger(rt().decisions, rt().now) }];
  const results = await Promise.all(
    asked.map((cost, i) => {
      const [node, key] = [nodes[i % 2], made[(i >> 1) % 2]];
      if (!node || !key) throw new Error("two nodes, two keys");
      return verify(node, ctx, { key: key.secret, cost });
    }),
  );
  const codes = results.map((result) => (result.kind === "answer" ? result.answer.code : result.kind));
  const spent = asked.filter((_, i) => codes[i] === "VALID").reduce((sum, cost) => sum + cost, 0);
  const left = (await getIdentity(ctx, identity.id)).credits?.remaining;
  const [limit] = await limitsOfIdentity(ctx, identity);
  return { codes, spent, left, taken: limit?.used };
}

test("64 concurrent callers get exactly as many successes as there are credits", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 90 }), async (remaining) => {
      const { codes, left, taken } = await spendAtOnce(remaining, Array(CALLERS).fill(1));
      const granted = Math.min(remaining, CALLERS);
      expect(codes.filter((code) => code === "VALID")).toHaveLength(granted);
      expect(codes.filter((code) => code === "CREDITS_EXHAUSTED")).toHaveLength(CALLERS - granted);
      expect(left).toBe(remaining - granted);
      // A denial spends nothing: what it took of the limit was given back.
      expect(taken).toBe(granted);
    }),
    { numRuns: 8, examples: [[0], [CALLERS - 1], [CALLERS], [CALLERS + 1]] },
  );
});

test("whatever each costs, what was spent and what is left are what there was, and nothing fitting is refused", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 120 }), costs, async (remaining, asked) => {
      const { codes, spent, left, taken } = await spendAtOnce(remaining, asked);
      expect(spent + (left ?? Number.NaN)).toBe(remaining);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(taken).toBe(spent);
      for (const [i, code] of codes.entries()) {
        expect(["VALID", "CREDITS_EXHAUSTED"]).toContain(code);
        // What is left at the end was there all the time.
        if ((asked[i] ?? 0) <= (left ?? 0)) expect(code).toBe("VALID");
      }
    }),
    { numRuns: 8 },
  );
});
