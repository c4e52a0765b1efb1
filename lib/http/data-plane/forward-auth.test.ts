import { describe, expect, test } from "vitest";
import { createKey } from "../../keys/create-key";
import { revokeKey } from "../../keys/revoke-key";
import { generateSecret } from "../../platform/secret";
import { createRootKey } from "../../root-keys/create-root-key";
import { rotateKey } from "../../rotation/rotate-key";
import { testWorkspace, useRuntime } from "../../testing";
import { answerForwardAuth } from "./forward-auth";

const rt = useRuntime({ trustedProxies: ["10.0.0.0/8"] });

async function setUp() {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret: root } = await createRootKey(ctx, { name: "gateway", permissions: ["keys:verify"] });
  const ask = async (
    headers: Record<string, string>,
    {
      url = "/api/v1/forward-auth",
      method = "GET",
      resolved = false,
      gateway = { "x-latchkey-key": root } as object,
    } = {},
  ) => {
    const all = new Headers({ ...headers, ...gateway });
    const reply = await answerForwardAuth(
      rt(),
      { method, url, resolved, address: () => null, header: (name) => all.get(name) },
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
    // Under the plain path too: some proxy in between may have resolved the longer one.
    expect((await ask({ "x-api-key": secret, ...wanted })).status).toBe(403);
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

  test("takes HEAD and OPTIONS too, 405 for another method", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"])
      expect([method, (await ask({ "x-api-key": secret }, { method })).status]).toEqual([method, 200]);
    for (const method of ["DELETE", "PUT", "PATCH", "TRACE", "PROPFIND"]) {
      const refused = await ask({ "x-api-key": secret }, { method });
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD, POST, OPTIONS"]);
    }
  });

  test("503 when a key cannot be looked up", async () => {
    const { ask } = await setUp();
    await ask({ "x-api-key": "warm the root key" });
    rt().database.away = true;
    const reply = await ask({ "x-api-key": generateSecret("sk", "live") });
    rt().database.away = false;
    expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

/** Ways in which a client can write a path that leads back to the plain one, or looks as if it did. */
const UP = ["..", "%2e%2e", "%2E%2E", ".%2e", "%2e.", "%252e%252e", "..;", "..;x=1", "%c0%ae%c0%ae", "..%00"];
const SEPARATORS = ["/", "\\", "%2f", "%5c", "//", "/./"];
const climbing = UP.flatMap((up) =>
  SEPARATORS.map((separator) => `/orders${separator}${up}${separator}${up}${separator}forward-auth`),
);
const OTHERS = ["/", "//", "/.", "/%2e", "/..", ";x", "#", "%00", "/orders/..", "\\", "/%", "/?x=1"];

describe("a path that a gateway makes of the client's", () => {
  test.each([...climbing, ...OTHERS])(
    "is never the gateway's own, so its query sets nothing: %s",
    async (path) => {
      const { ctx, apiId, ask } = await setUp();
      const { secret } = await createKey(ctx, { apiId, name: "k", permissions: ["orders:read"] });
      const url = `/api/v1/forward-auth${path}?cost=0&preflight=pass&permissions=orders:read&tag=forged`;
      for (const method of ["GET", "PUT"]) {
        const passed = await ask({ "x-api-key": secret }, { url, method });
        expect(passed.headers.get("x-latchkey-code")).toBe("VALID");
        expect(rt().usage.events.at(-1)).toMatchObject({ cost: 1, tags: null });
        const wanted = { "x-api-key": secret, "x-latchkey-permissions": "orders:write" };
        const refused = await ask(wanted, { url, method });
        expect(refused.headers.get("x-latchkey-code")).toBe("INSUFFICIENT_PERMISSIONS");
        expect((await ask({}, { url, method })).headers.get("x-latchkey-code")).toBe("MISSING");
      }
    },
  );

  test("is refused as the plain one where a router has resolved it: the gateway's field and a query exclude each other", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k", permissions: ["orders:read"] });
    const field = { "x-latchkey-permissions": "orders:write" };
    for (const resolved of [false, true])
      for (const query of ["?cost=0", "?permissions=orders:read", "?preflight=pass", "?x"]) {
        const url = `/api/v1/forward-auth${query}`;
        expect((await ask({ "x-api-key": secret, ...field }, { url, resolved })).status).toBe(400);
        // An empty field says that no permission is needed, and is the gateway's all the same.
        const empty = { "x-latchkey-permissions": "" };
        expect((await ask({ "x-api-key": secret, ...empty }, { url, resolved })).status).toBe(400);
      }
  });

  test("needs the gateway's field where a router resolves paths, so that each is one of the two forms", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const envoy = { url: "/api/v1/forward-auth/orders/7?cost=0", resolved: true };
    const refused = await ask({ "x-api-key": secret }, envoy);
    expect([refused.status, JSON.parse(refused.body).errors[0].field]).toEqual([
      400,
      "X-Latchkey-Permissions",
    ]);
    expect((await ask({ "x-api-key": secret, "x-latchkey-permissions": "" }, envoy)).status).toBe(200);
    expect(rt().usage.events.at(-1)).toMatchObject({ cost: 1 });
  });
});

describe("a publishable key at a gateway", () => {
  test("passes with the origin of the original request, and with no other", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, {
      apiId,
      name: "shop widget",
      prefix: "pk",
      publishable: true,
      allowedOrigins: ["https://shop.example"],
    });
    const by = async (origin: Record<string, string>) =>
      (await ask({ "x-api-key": secret, ...origin })).headers.get("x-latchkey-code");
    expect(await by({ origin: "https://shop.example" })).toBe("VALID");
    expect(await by({})).toBe("FORBIDDEN_IP");
    for (const origin of ["https://evil.example", "null", "https://shop.example, https://evil.example"])
      expect(await by({ origin })).toBe("FORBIDDEN_IP");
    expect(await by({ origin: `https://${"a".repeat(300)}.example` })).toBe("FORBIDDEN_IP");
  });
});

describe("a CORS preflight at a gateway", () => {
  const PREFLIGHT = { origin: "https://shop.example", "access-control-request-method": "GET" };
  const PASS = "/api/v1/forward-auth?preflight=pass&permissions=orders:read";
  /** By which field gateways name the original method, or by asking with it. */
  const NAMED: [string, Record<string, string>, string][] = [
    ["X-Forwarded-Method", { "x-forwarded-method": "OPTIONS" }, "GET"],
    ["X-Original-Method", { "x-original-method": "OPTIONS" }, "GET"],
    ["both", { "x-original-method": "OPTIONS", "x-forwarded-method": "OPTIONS" }, "HEAD"],
    ["the gateway's own request", {}, "OPTIONS"],
  ];

  test.each(NAMED)("passes with preflight=pass if its method is named by %s", async (_by, named, method) => {
    const { ask } = await setUp();
    const before = rt().usage.events.length;
    const passed = await ask({ ...PREFLIGHT, ...named }, { url: PASS, method });
    expect([passed.status, passed.headers.get("x-latchkey-code")]).toEqual([200, "PREFLIGHT"]);
    expect(rt().usage.events).toHaveLength(before);
    const refused = await ask({ ...PREFLIGHT, ...named }, { method });
    expect([refused.status, refused.headers.get("x-latchkey-code")]).toEqual([401, "MISSING"]);
  });

  test.each<[string, Record<string, string>, string]>([
    ["another method", { ...PREFLIGHT, "x-forwarded-method": "DELETE" }, "OPTIONS"],
    [
      "a method that the client forged",
      { ...PREFLIGHT, "x-forwarded-method": "OPTIONS", "x-original-method": "GET" },
      "GET",
    ],
    ["a method given twice", { ...PREFLIGHT, "x-forwarded-method": "OPTIONS, OPTIONS" }, "GET"],
    ["no method, asked with GET", PREFLIGHT, "GET"],
    ["no origin", { "access-control-request-method": "GET" }, "OPTIONS"],
    ["no method asked for", { origin: "https://shop.example" }, "OPTIONS"],
  ])("is none with %s, so it needs a key", async (_what, headers, method) => {
    const { ask } = await setUp();
    expect((await ask(headers, { url: PASS, method })).headers.get("x-latchkey-code")).toBe("MISSING");
  });

  test("with a credential is decided about like any request", async () => {
    const { ctx, apiId, ask } = await setUp();
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const reply = await ask({ ...PREFLIGHT, "x-api-key": secret }, { url: PASS, method: "OPTIONS" });
    expect(reply.headers.get("x-latchkey-code")).toBe("INSUFFICIENT_PERMISSIONS");
  });

  test("passes only for a gateway with a root key, and only where the URL itself says so", async () => {
    const { ask } = await setUp();
    const options = { url: PASS, method: "OPTIONS", gateway: {} };
    expect((await ask(PREFLIGHT, options)).status).toBe(401);
    const appended = { url: "/api/v1/forward-auth/orders?preflight=pass", method: "OPTIONS" };
    expect((await ask(PREFLIGHT, appended)).headers.get("x-latchkey-code")).toBe("MISSING");
    const other = { url: "/api/v1/forward-auth?preflight=yes", method: "OPTIONS" };
    expect((await ask(PREFLIGHT, other)).status).toBe(400);
  });
});
