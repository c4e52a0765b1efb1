import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { credentials } from "@/db/schema";
import { createApi } from "../apis/create-api";
import { createIdentity } from "../identities/create-identity";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { updateKey } from "../keys/update-key";
import { takeLimitSchema } from "../ratelimit/schemas";
import { takeLimit } from "../ratelimit/take-limit";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "./decide";
import { limitsOfKey } from "./limits-now";
import type { VerifyRequest } from "./schemas";

const rt = useRuntime();
const HOUR = 3_600_000;
const bucket = { name: "requests", algorithm: "token_bucket", limit: 2, windowMs: HOUR, burst: 4 } as const;

async function setUp(ratelimits: Parameters<typeof createKey>[1]["ratelimits"] = [bucket], rest = {}) {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "billing", ratelimits, ...rest });
  const ask = async (asked: Partial<VerifyRequest> = {}) => {
    const result = await verify(rt(), ctx, { key: secret, ...asked });
    if (result.kind === "invalid") return `${result.field}: ${result.message}`;
    if (result.kind !== "answer" || result.answer.code === "NOT_FOUND") throw new Error("no decision");
    return result.answer;
  };
  const codes = async (times: number, asked: Partial<VerifyRequest> = {}) => {
    const seen: unknown[] = [];
    for (let i = 0; i < times; i++) {
      const answer = await ask(asked);
      seen.push(typeof answer === "string" ? answer : answer.code);
    }
    return seen;
  };
  return { ctx, apiId, key, ask, codes };
}

test("a key's token bucket lets its burst through, and is answered with the contract's fields only", async () => {
  const { ask, codes } = await setUp();
  expect(await ask()).toMatchObject({
    ratelimits: [
      {
        name: "requests",
        limit: 2,
        remaining: 3,
        windowMs: HOUR,
        resetAt: expect.any(String),
        exceeded: false,
        scope: "key",
      },
    ],
  });
  const answer = await ask({ cost: 0 });
  expect(typeof answer === "string" ? [] : Object.keys(answer.ratelimits[0] ?? {}).sort()).toEqual([
    "exceeded",
    "limit",
    "name",
    "remaining",
    "resetAt",
    "scope",
    "windowMs",
  ]);
  expect(await codes(4)).toEqual(["VALID", "VALID", "VALID", "RATE_LIMITED"]);
});

test("a key is read as it was written, and a limit from before algorithms is a sliding window", async () => {
  const fixed = { name: "daily", algorithm: "fixed_window", limit: 5, windowMs: 24 * HOUR } as const;
  const { ctx, key } = await setUp([bucket, fixed]);
  expect((await getKey(ctx, key.id)).ratelimits).toEqual([
    { ...bucket, autoApply: true },
    { ...fixed, autoApply: true },
  ]);
  const old = { name: "requests", limit: 5, windowMs: HOUR, autoApply: true };
  await rt()
    .db.update(credentials)
    .set({ ratelimits: [old] })
    .where(eq(credentials.id, key.id));
  expect((await getKey(ctx, key.id)).ratelimits).toEqual([{ ...old, algorithm: "sliding_window" }]);
});

test("limits of an API and an identity have algorithms too, all or none with the key's", async () => {
  const { ctx } = await testWorkspace(rt());
  const api = await createApi(ctx, {
    name: "orders",
    ratelimits: [{ name: "daily", algorithm: "fixed_window", limit: 3, windowMs: 24 * HOUR }],
  });
  await createIdentity(ctx, { externalId: "customer_42", ratelimits: [{ ...bucket, burst: 2 }] });
  const own = { name: "own", limit: 10, windowMs: HOUR };
  const { key, secret } = await createKey(ctx, {
    apiId: api.id,
    name: "k",
    externalId: "customer_42",
    ratelimits: [own],
  });
  const ask = () => verify(rt(), ctx, { key: secret });
  for (const code of ["VALID", "VALID", "RATE_LIMITED"])
    expect(await ask()).toMatchObject({ answer: { code } });
  const fills = await limitsOfKey(ctx, key.id);
  expect(fills?.map(({ name, algorithm, used }) => [name, algorithm, used])).toEqual([
    ["own", undefined, 2],
    ["daily", "fixed_window", 2],
    ["requests", "token_bucket", 2],
  ]);
});

test("a changed algorithm counts anew", async () => {
  const { ctx, key, codes } = await setUp([{ name: "requests", limit: 1, windowMs: HOUR }]);
  expect(await codes(2)).toEqual(["VALID", "RATE_LIMITED"]);
  await updateKey(ctx, key.id, { ratelimits: [{ ...bucket, burst: 1 }] });
  expect(await codes(2)).toEqual(["VALID", "RATE_LIMITED"]);
});

test("what the credits deny is put back into the bucket", async () => {
  const { ctx, key, codes, ask } = await setUp([bucket], { credits: { remaining: 1 } });
  expect(await codes(12)).toEqual(["VALID", ...Array.from({ length: 11 }, () => "CREDITS_EXHAUSTED")]);
  await updateKey(ctx, key.id, { credits: null });
  expect(await ask({ cost: 3 })).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 0 }] });
});

test.each([
  [{ ...bucket, algorithm: "fixed_window" }, "is only for the algorithm token_bucket"],
  [{ name: "a", limit: 1, windowMs: HOUR, burst: 2 }, "is only for the algorithm token_bucket"],
  [{ ...bucket, limit: 1, burst: 721 }, "must be at most 720, so that the bucket fills within 30 days"],
  [{ ...bucket, burst: 0 }, "must be at least 1"],
] as const)("a burst that does not fit is refused by name (%j)", async (limit, message) => {
  const { ctx, key } = await setUp([]);
  const error = { errors: [{ field: "ratelimits.0.burst", message }] };
  await expect(updateKey(ctx, key.id, { ratelimits: [limit] })).rejects.toMatchObject(error);
});

test("a request brings limits of each algorithm, and a burst that does not fit is named", async () => {
  const { ask, codes } = await setUp();
  const brought = { name: "exports", limit: 1, windowMs: HOUR };
  const asking = (rest: object) => ({ ratelimits: [{ ...brought, ...rest }], cost: 0 });
  const one = (rest: object) => ({ ratelimits: [{ ...brought, ...rest, cost: 1 }], cost: 0 });
  expect(await codes(2, one({ algorithm: "fixed_window" }))).toEqual(["VALID", "RATE_LIMITED"]);
  expect(await codes(3, one({ algorithm: "token_bucket", burst: 2 }))).toEqual([
    "VALID",
    "VALID",
    "RATE_LIMITED",
  ]);
  expect(await codes(2, one({}))).toEqual(["VALID", "RATE_LIMITED"]);
  expect(await ask(asking({ burst: 2 }))).toBe("ratelimits.0.burst: is only for the algorithm token_bucket");
  expect(await ask(asking({ algorithm: "token_bucket", burst: 25 }))).toBe(
    "ratelimits.0.burst: must be at most 24, so that the bucket fills within a day",
  );
});

test("a request can ask for more of a key's bucket or for another one, which lasts at most a day", async () => {
  const week = { name: "weekly", limit: 5, windowMs: 7 * 24 * HOUR };
  const { ask } = await setUp([bucket, { ...week, autoApply: false }]);
  await ask({ cost: 4 });
  const of = (name: string, rest: object) => ask({ ratelimits: [{ name, ...rest }] });
  expect(await of("requests", { burst: 5 })).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 0 }] });
  expect(await of("requests", { limit: 3 })).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 3 }] });
  expect(await of("weekly", { algorithm: "fixed_window" })).toBe(
    "ratelimits.0.windowMs: must be at most 86,400,000 (a day) for a limit that the key doesn't have",
  );
});

test("POST /ratelimit counts by each algorithm", async () => {
  const { ctx } = await testWorkspace(rt());
  const take = (rest: object) =>
    takeLimit(
      rt(),
      ctx.workspaceId,
      takeLimitSchema.parse({ namespace: "mail", identifier: "a", limit: 1, windowMs: HOUR, ...rest }),
      "req_1",
    );
  expect(await take({ algorithm: "token_bucket", burst: 3, cost: 3 })).toMatchObject({
    allowed: true,
    remaining: 0,
  });
  const refused = await take({ algorithm: "token_bucket", burst: 3 });
  expect(refused).toMatchObject({ allowed: false, limit: 1, retryAt: expect.any(String) });
  for (const allowed of [true, false])
    expect(await take({ algorithm: "fixed_window" })).toMatchObject({ allowed });
  expect(
    takeLimitSchema.safeParse({ namespace: "mail", identifier: "a", limit: 1, windowMs: HOUR, burst: 2 })
      .error?.issues,
  ).toMatchObject([{ path: ["burst"], message: "is only for the algorithm token_bucket" }]);
});
