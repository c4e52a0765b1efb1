import { describe, expect, test } from "vitest";
import { readBearer } from "../credentials/root-key/authenticate";
import { createKey } from "../keys/create-key";
import { createRootKey } from "../root-keys/create-root-key";
import { testWorkspace, useRuntime } from "../testing";
import { answerForwardAuth } from "./data-plane/forward-auth";
import { answerVerifyBatch } from "./data-plane/verify-batch";
import { managementRequest } from "./own-limits";
import { answerVerify } from "./verify-endpoint";

/** 1,000 windows: a workspace gets its floor of 1,000 stored ones, and of 100 that its requests bring. */
const rt = useRuntime();
const DAY = 86_400_000;

async function setUp(limits: { name: string; limit: number; windowMs: number }[] = []) {
  const { ctx, apiId } = await testWorkspace(rt());
  const root = (await createRootKey(ctx, { name: "r", permissions: ["keys:verify"] })).secret;
  const { secret, key } = await createKey(ctx, { apiId, name: "k", ratelimits: limits });
  const ask = async (body: object) => {
    const sent = Buffer.from(JSON.stringify({ key: secret, ...body }));
    const reply = await answerVerify(rt(), readBearer(`Bearer ${root}`), () => null, sent, "req_share");
    return { status: reply.status, headers: reply.headers, json: JSON.parse(reply.body) };
  };
  const batch = async (requests: object[]) => {
    const sent = Buffer.from(JSON.stringify({ requests: requests.map((one) => ({ key: secret, ...one })) }));
    const reply = await answerVerifyBatch(
      rt(),
      { header: () => `Bearer ${root}`, address: () => null, body: sent },
      "req_share",
    );
    return JSON.parse(reply.body).results as { code: string; status?: number }[];
  };
  const forwardAuth = (query: string) =>
    answerForwardAuth(
      rt(),
      {
        address: () => null,
        method: "GET",
        url: `/api/v1/forward-auth${query}`,
        resolved: false,
        header: (name) => ({ "x-latchkey-key": root, "x-api-key": secret })[name] ?? null,
      },
      "req_share",
    );
  return { ctx, root, key, ask, batch, forwardAuth };
}

/** 20 limits of a request, each a window of its own. */
const brought = (serial: number, name = (i: number) => `brought ${i}`) =>
  Array.from({ length: 20 }, (_, i) => ({ name: name(i), limit: 5, windowMs: 60_000 + serial * 20 + i }));

describe("a workspace whose requests bring too many limits", () => {
  test("gets 429 in every way of asking, and its stored limits and root keys go on", async () => {
    const stored = [{ name: "requests", limit: 3, windowMs: 30 * DAY }];
    const it = await setUp(stored);
    const before = rt().usage.events.length;
    const results = await it.batch(Array.from({ length: 4 }, (_, n) => ({ ratelimits: brought(n) })));
    // The fourth is over the key's own limit; no window is made for it.
    expect(results.map(({ code }) => code)).toEqual(["VALID", "VALID", "VALID", "RATE_LIMITED"]);
    expect(rt().usage.events.length - before).toBe(4);

    const other = await setUp([{ name: "requests", limit: 1_000, windowMs: 60_000 }]);
    const flood = await other.batch(Array.from({ length: 100 }, (_, n) => ({ ratelimits: brought(n) })));
    expect(flood.filter(({ code }) => code === "VALID")).toHaveLength(5);
    expect(flood.at(-1)).toMatchObject({ status: 429, code: "workspace_share_exceeded" });
    const refused = await other.ask({ ratelimits: brought(1_000) });
    expect(refused).toMatchObject({ status: 429, json: { code: "workspace_share_exceeded" } });
    expect(refused.headers["Retry-After"]).toBe("1");
    // What was refused took nothing: of the key's own limit, only the five that passed.
    expect((await other.ask({})).json).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 994 }] });
    const own = await rt().singleLimiter.take(other.ctx.workspaceId, managementRequest("key_root"));
    expect(own).toMatchObject({ allowed: true });
  });

  test("changes nothing for another's exhausted key", async () => {
    const victim = await setUp([{ name: "requests", limit: 1, windowMs: 60_000 }]);
    expect((await victim.ask({})).json.code).toBe("VALID");
    const hostile = await setUp();
    for (let n = 0; n < 20; n++)
      await hostile.batch(Array.from({ length: 100 }, (_, i) => ({ ratelimits: brought(n * 100 + i) })));
    expect((await victim.ask({})).json.code).toBe("RATE_LIMITED");
    expect(rt().limiter.windows).toBeLessThan(1_000);
  });

  test("counts another window length of a stored limit as brought, and the same length as stored", async () => {
    const it = await setUp([{ name: "requests", limit: 1_000, windowMs: 60_000 }]);
    const asking = (windowMs: number, limit = 1_000) =>
      it.ask({ ratelimits: [{ name: "requests", limit, windowMs }] });
    for (let n = 1; n <= 100; n++) expect((await asking(60_000 + n)).status).toBe(200);
    expect((await asking(61_000)).status).toBe(429);
    expect((await asking(60_000)).json.code).toBe("VALID");
    expect((await asking(60_000, 999)).json.code).toBe("VALID");
  });
});

describe("a limit that a request brings", () => {
  test("lasts at most a day", async () => {
    const { ask } = await setUp();
    expect((await ask({ ratelimits: [{ name: "x", limit: 1, windowMs: DAY }] })).status).toBe(200);
    const longer = await ask({ ratelimits: [{ name: "x", limit: 1, windowMs: DAY + 1 }] });
    expect(longer).toMatchObject({ status: 400, json: { errors: [{ field: "ratelimits.0.windowMs" }] } });
  });
});

describe("a cost above a limit", () => {
  test("is refused without a time to come back, in verify and at a gateway", async () => {
    const it = await setUp([{ name: "requests", limit: 2, windowMs: 60_000 }]);
    const never = await it.forwardAuth("?cost=3");
    expect(never).toMatchObject({ status: 429, headers: { "X-Latchkey-Code": "RATE_LIMITED" } });
    expect(never.headers).not.toHaveProperty("Retry-After");
    const { json } = await it.ask({ cost: 3 });
    expect(json).toMatchObject({ code: "RATE_LIMITED", ratelimits: [{ exceeded: true, remaining: 2 }] });
    expect(Date.parse(json.ratelimits[0].resetAt)).toBeGreaterThan(Date.now() - 2_000);
    expect((await it.forwardAuth("?cost=2")).status).toBe(200);
    const later = await it.forwardAuth("?cost=2");
    expect(Number(later.headers["Retry-After"])).toBeGreaterThan(0);
  });
});
