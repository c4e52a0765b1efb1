import { describe, expect, test } from "vitest";
import { createKey } from "../../keys/create-key";
import { generateSecret } from "../../platform/secret";
import { createRootKey } from "../../root-keys/create-root-key";
import { testWorkspace, useRuntime } from "../../testing";
import { answerVerifyBatch } from "./verify-batch";

const rt = useRuntime();

async function setUp(more: { limit?: number } = {}) {
  const { ctx, apiId } = await testWorkspace(rt());
  const ratelimits = more.limit ? [{ name: "calls", limit: more.limit, windowMs: 60_000 }] : [];
  const root = await createRootKey(ctx, { name: "r", permissions: ["keys:verify"], ratelimits });
  const ask = async (body: unknown, authorization: string | null = `Bearer ${root.secret}`) => {
    const sent = Buffer.from(JSON.stringify(body));
    const reply = await answerVerifyBatch(
      rt(),
      { header: () => authorization, address: () => null, body: sent },
      "req_batch",
    );
    return { ...reply, json: JSON.parse(reply.body) };
  };
  return { ctx, apiId, ask };
}

describe("a batch", () => {
  test("has an outcome for each request, in their order, and each is recorded", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret, key } = await createKey(ctx, { apiId, name: "k", permissions: ["orders:read"] });
    const before = rt().usage.events.length;
    const { status, json, headers } = await ask({
      requests: [
        { key: secret },
        { key: generateSecret("sk", "live") },
        { key: secret, permissions: "orders:write" },
        { key: secret, ratelimits: [{ name: "none" }] },
        { key: "hello" },
      ],
    });
    expect(status).toBe(200);
    expect(headers["X-Request-Id"]).toBe("req_batch");
    expect(json.results).toMatchObject([
      { valid: true, code: "VALID", keyId: key.id },
      { valid: false, code: "NOT_FOUND" },
      { valid: false, code: "INSUFFICIENT_PERMISSIONS" },
      { status: 400, code: "invalid_request", errors: [{ field: "ratelimits.0.name" }] },
      { valid: false, code: "NOT_FOUND" },
    ]);
    const ids = json.results.map((r: { requestId: string }) => r.requestId);
    expect(new Set(ids).size).toBe(5);
    const recorded = rt()
      .usage.events.slice(before)
      .map((e) => e.requestId);
    expect([...recorded].sort()).toEqual([ids[0], ids[1], ids[2], ids[4]].sort());
  });

  test("takes a limit exactly, also of one key a hundred times", async () => {
    const { ctx, apiId, ask } = await setUp();
    const ratelimits = [{ name: "requests", limit: 10, windowMs: 60_000, autoApply: true }];
    const { secret } = await createKey(ctx, { apiId, name: "k", ratelimits });
    const { json } = await ask({ requests: Array.from({ length: 100 }, () => ({ key: secret })) });
    const codes = json.results.map((r: { code: string }) => r.code);
    expect(codes).toEqual([...Array(10).fill("VALID"), ...Array(90).fill("RATE_LIMITED")]);
  });

  test.each([
    [{ requests: [{ key: "a" }, { key: 1 }] }, "requests.1.key"],
    [{ requests: [{ key: "a" }, { key: "b", surprise: 1 }] }, "requests.1.surprise"],
    [{ requests: [{ key: "a", permissions: "orders:" }] }, "requests.0.permissions"],
    [{ requests: [] }, "requests"],
    [{ requests: Array.from({ length: 101 }, () => ({ key: "a" })) }, "requests"],
    [{}, "requests"],
  ])("that cannot be read is a 400 that names where, and spends nothing", async (body, field) => {
    const { ask } = await setUp();
    const before = rt().usage.events.length;
    const { status, json } = await ask(body);
    expect([status, json.errors?.[0]?.field]).toEqual([400, field]);
    expect(rt().usage.events.length).toBe(before);
  });

  test("counts each of its requests against the root key's own limit", async () => {
    const { ask } = await setUp({ limit: 5 });
    const requests = [{ key: "a" }, { key: "b" }, { key: "c" }];
    const first = await ask({ requests });
    expect([first.status, first.headers["RateLimit-Remaining"]]).toEqual([200, "2"]);
    const second = await ask({ requests });
    expect([second.status, second.json.code]).toEqual([429, "rate_limited"]);
    expect(Number(second.headers["Retry-After"])).toBeGreaterThan(0);
  });

  test("needs a root key that may verify", async () => {
    const { ctx, ask } = await setUp();
    const { secret } = await createRootKey(ctx, { name: "r", permissions: ["keys:read"] });
    expect((await ask({ requests: [{ key: "a" }] }, null)).status).toBe(401);
    expect((await ask({ requests: [{ key: "a" }] }, `Bearer ${secret}`)).status).toBe(403);
  });

  test("in an outage decides about who is known and says of the others that they are not", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    await ask({ requests: [{ key: secret }] });
    rt().database.away = true;
    const { json } = await ask({ requests: [{ key: secret }, { key: generateSecret("sk", "live") }] });
    rt().database.away = false;
    expect(json.results).toMatchObject([{ code: "VALID" }, { status: 503, code: "unavailable" }]);
  });
});
