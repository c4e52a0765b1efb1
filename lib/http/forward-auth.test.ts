import { describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { revokeKey } from "../keys/revoke-key";
import { generateSecret } from "../keys/secret";
import { createRootKey } from "../root-keys/create-root-key";
import { rotateKey } from "../rotation/rotate-key";
import { testWorkspace, useRuntime } from "../testing";
import { answerForwardAuth } from "./forward-auth";

const rt = useRuntime({ trustedProxies: ["10.0.0.0/8"] });

async function setUp() {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret: root } = await createRootKey(ctx, { name: "gateway", permissions: ["keys:verify"] });
  const ask = async (
    headers: Record<string, string>,
    { url = "/api/v1/forward-auth", method = "GET", gateway = { "x-latchkey-key": root } as object } = {},
  ) => {
    const all = new Headers({ ...headers, ...gateway });
    const reply = await answerForwardAuth(
      rt(),
      { method, url, address: () => null, header: (name) => all.get(name) },
      "req_1",
    );
    // What a framework would refuse to send.
    return { ...reply, headers: new Headers(reply.headers) };
  };
  return { ctx, apiId, root, ask };
}

describe("forward-auth", () => {
  test("lets a good key pass, from X-API-Key or Authorization, and says whose it is", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret, key } = await createKey(ctx, { apiId, name: "Zoë's wörker", externalId: "kunde/ü 1" });
    for (const headers of [{ "x-api-key": secret }, { authorization: `bearer ${secret}` }]) {
      const reply = await ask(headers as Record<string, string>);
      expect([reply.status, reply.body]).toEqual([200, ""]);
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        "x-latchkey-code": "VALID",
        "x-latchkey-key-id": key.id,
        "x-latchkey-environment": "live",
        "x-latchkey-external-id": "kunde%2F%C3%BC 1",
        "x-request-id": "req_1",
      });
    }
    expect((await ask({ "x-api-key": secret }, { method: "POST" })).status).toBe(200);
  });

  test("401 without a credential, with a bad one, and for what has ended", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret, key } = await createKey(ctx, { apiId, name: "k" });
    await revokeKey(ctx, key.id);
    const none = await ask({});
    expect([none.status, none.headers.get("x-latchkey-code")]).toEqual([401, "MISSING"]);
    expect(none.headers.get("www-authenticate")).toBe('Bearer realm="api"');
    for (const [presented, code] of [
      ["hello", "NOT_FOUND"],
      [generateSecret("sk", "live"), "NOT_FOUND"],
      [secret, "REVOKED"],
    ] as const) {
      const reply = await ask({ "x-api-key": presented });
      expect([reply.status, reply.headers.get("x-latchkey-code")]).toEqual([401, code]);
      expect(reply.headers.get("www-authenticate")).toContain('error="invalid_token"');
    }
  });

  test("403 for a missing permission, asked for in the query, or in Envoy's header under a longer path", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k", permissions: ["orders:read"] });
    const by = async (permissions: string) =>
      (await ask({ "x-api-key": secret }, { url: `/api/v1/forward-auth?permissions=${permissions}` })).status;
    expect(await by("orders:read")).toBe(200);
    expect(await by("orders:write")).toBe(403);
    const envoy = { url: "/api/v1/forward-auth/orders/7?permissions=*&x=1", method: "DELETE" };
    const wanted = { "x-latchkey-permissions": "orders:write" };
    expect((await ask({ "x-api-key": secret }, envoy)).status).toBe(200);
    expect((await ask({ "x-api-key": secret, ...wanted }, envoy)).status).toBe(403);
    // Under the plain path only the gateway's own URL says what is needed.
    expect((await ask({ "x-api-key": secret, ...wanted })).status).toBe(200);
  });

  test("429 over a limit, with when to come back, and the limit's state before", async () => {
    const { ctx, apiId, ask } = await setUp();
    const ratelimits = [{ name: "requests", limit: 2, windowMs: 60_000, autoApply: true }];
    const { secret } = await createKey(ctx, { apiId, name: "k", ratelimits });
    const began = 1_800_000_000_000;
    rt().clock.ms = began;
    const first = await ask({ "x-api-key": secret });
    expect(first.headers.get("ratelimit-policy")).toBe('"requests";q=2;w=60');
    expect(first.headers.get("ratelimit")).toBe('"requests";r=1;t=63');
    rt().clock.ms = began + 30_000;
    await ask({ "x-api-key": secret });
    const over = await ask({ "x-api-key": secret });
    expect([over.status, over.headers.get("x-latchkey-code")]).toEqual([429, "RATE_LIMITED"]);
    // The first slot is free again before the whole window is.
    expect(over.headers.get("retry-after")).toBe("33");
    rt().clock.ms = null;
  });

  test("tells of a secret that retires since when and until when, and nothing of its successor", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret, key } = await createKey(ctx, { apiId, name: "k" });
    const since = Math.floor(Date.now() / 1_000);
    const { secret: next } = await rotateKey(ctx, key.id, { overlapSeconds: 3_600 });
    const old = await ask({ "x-api-key": secret });
    expect(old.status).toBe(200);
    const deprecated = Number(/^@(\d+)$/.exec(old.headers.get("deprecation") ?? "")?.[1]);
    expect(deprecated).toBeGreaterThanOrEqual(since);
    const sunset = Date.parse(old.headers.get("sunset") ?? "") / 1_000;
    // Each is cut to whole seconds, from instants a moment apart.
    expect([3_599, 3_600]).toContain(sunset - deprecated);
    expect(old.headers.get("sunset")).toMatch(/GMT$/);
    const fresh = await ask({ "x-api-key": next });
    expect([fresh.headers.get("deprecation"), fresh.headers.get("sunset")]).toEqual([null, null]);
  });

  test("the gateway's root key is its own header; without it Authorization, and never both from there", async () => {
    const { ctx, apiId, ask, root } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const bare = { gateway: {} };
    expect((await ask({ "x-api-key": secret }, bare)).status).toBe(401);
    expect((await ask({ "x-api-key": secret, authorization: `Bearer ${root}` }, bare)).status).toBe(200);
    expect((await ask({ authorization: `Bearer ${root}` }, bare)).headers.get("x-latchkey-code")).toBe(
      "MISSING",
    );
    const stranger = await setUp();
    const theirs = { "x-api-key": secret, authorization: `Bearer ${stranger.root}` };
    expect((await ask(theirs)).status).toBe(200);
    expect((await stranger.ask({ "x-api-key": secret })).status).toBe(401);
    const { secret: reader } = await createRootKey(ctx, { name: "r", permissions: ["keys:read"] });
    expect((await ask({ "x-api-key": secret }, { gateway: { "x-latchkey-key": reader } })).status).toBe(403);
  });

  test("records the client's address as the gateway saw it, and the tags of the URL", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const headers = { "x-api-key": secret, "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.0.0.2" };
    await ask(headers, { url: "/api/v1/forward-auth?tag=gateway%3Dedge&tag=b&cost=3" });
    expect(rt().usage.events.at(-1)).toMatchObject({
      ip: "203.0.113.9",
      tags: ["gateway=edge", "b"],
      cost: 3,
    });
  });

  test.each([
    ["/api/v1/forward-auth?cost=-1", "cost"],
    ["/api/v1/forward-auth?surprise=1", "surprise"],
    ["/api/v1/forward-auth?permissions=a&permissions=b", "permissions"],
    ["/api/v1/forward-auth?permissions=orders%3A", "permissions"],
  ])("400 for a URL that cannot be read: %s", async (url, field) => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const reply = await ask({ "x-api-key": secret }, { url });
    expect([reply.status, JSON.parse(reply.body).errors[0].field]).toEqual([400, field]);
  });

  test("405 for another method, 503 when a key cannot be looked up", async () => {
    const { ask } = await setUp();
    expect((await ask({}, { method: "DELETE" })).status).toBe(405);
    await ask({ "x-api-key": "warm the root key" });
    rt().database.away = true;
    const reply = await ask({ "x-api-key": generateSecret("sk", "live") });
    rt().database.away = false;
    expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});
