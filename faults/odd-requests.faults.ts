import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, faultsIn, raw, startServer, type TestServer } from "../server/testing";

// Odd requests to every kind of route of the installed product. What needs no Next is tried in edge.test.ts, and Server
// Actions are in odd-actions.faults.ts.

const HSTS = "strict-transport-security";
describe("with an https APP_URL, behind a listed proxy", () => {
  let server: TestServer;
  let bound = "";
  const FROM = "203.0.113.9";
  beforeAll(async () => {
    server = await startServer({
      APP_URL: "https://keys.example",
      TRUSTED_PROXIES: "127.0.0.1",
      LOG_LEVEL: "warn",
    });
    const made = await server.call("POST", "/api/v1/root-keys", {
      name: "bound",
      permissions: ["*"],
      ipAllowlist: [FROM],
    });
    bound = String(made.json["secret"]);
  }, 180_000);
  afterAll(() => server.stop());

  const PAGES = ["/", "/sign-in", "/docs", "/nope", "/default/keys"];
  const MACHINES = ["/healthz", "/readyz", "/metrics", "/docs/grafana", "/api/auth/session"];
  const API = ["/api/v1/keys", "/api/v1/whoami", "/api/v1/openapi.json", "/api/v1/nope"];
  const DATA = [
    "/api/v1/keys/verify",
    "/api/v1/keys/verify-batch",
    "/api/v1/ratelimit",
    "/api/v1/forward-auth",
  ];
  const STATIC = ["/_next/static/nope.js", "/icon.svg"];
  const ALL = [...PAGES, ...MACHINES, ...API, ...DATA, ...STATIC];

  const METHODS = [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "QUERY",
    "FOO",
  ];
  test.each(METHODS)("no route fails on %s, and each answer has the fields that all have", async (method) => {
    for (const at of ALL) {
      const { status, fields } = await ask(server.port, `${method} ${at}`);
      expect([at, status]).toEqual([at, expect.toSatisfy((code: number) => code >= 200 && code < 500)]);
      expect([at, fields.get(HSTS)]).toEqual([at, "max-age=31536000"]);
      expect([at, fields.has("x-powered-by")]).toEqual([at, false]);
      // Data-plane answers are JSON with its type; whatever is refused says that it is not to be guessed.
      if (status >= 400) expect([at, fields.get("x-content-type-options")]).toEqual([at, "nosniff"]);
      if (fields.get("content-type")?.startsWith("text/html"))
        expect([at, fields.get("content-security-policy")]).toEqual([
          at,
          expect.stringContaining("script-src"),
        ]);
    }
  });

  const SUFFIXES = [
    "/%E0%A4%A",
    "/%",
    "/%2",
    "/%ff",
    "/%c0%af",
    "//",
    "///..//",
    "/\\..\\",
    "/..",
    "/%2e%2e/x",
  ];
  const MORE = [
    ";x=1",
    "#x",
    "?%E0%A4%A",
    "?a=%",
    "?a=%00",
    "?__proto__=1",
    "?constructor[prototype]=1",
    "?a&a&=&==",
    `?${"a=1&".repeat(500)}`,
    "/constructor",
    "/__proto__",
    "/%00",
    `/${"x".repeat(3_000)}`,
    "/\u007f",
  ];
  test.each([...SUFFIXES, ...MORE])("no route fails on a target that ends with %s", async (suffix) => {
    for (const at of ALL)
      for (const origin of ["", "http://other.example"]) {
        const { status, fields } = await ask(server.port, `GET ${origin}${at === "/" ? "" : at}${suffix}`);
        expect([at, status]).toEqual([at, expect.toSatisfy((code: number) => code >= 200 && code < 500)]);
        // Never to itself, and to no other site.
        const to = fields.get("location");
        if (to) expect([at, to]).not.toEqual([at, `${at}${suffix}`]);
        if (to && !origin) expect(to).toMatch(/^(?:\/(?![/\\])|https:\/\/keys\.example\/)/);
      }
  });

  test("a target that is a whole address is answered, with its host for the Host field", async () => {
    for (const at of ["/sign-in", "/healthz", "/api/v1/openapi.json"]) {
      const { status } = await ask(server.port, `GET http://127.0.0.1:${server.port}${at}`, [
        "Host: other.example",
      ]);
      expect([at, status]).toEqual([at, 200]);
    }
  });

  const FIELDS = [
    "Host: a b",
    "Host:",
    "Cookie: %E0%A4%A=%E0; a; =; __proto__=1",
    "Accept-Language: ,,;q=x",
    "X-Forwarded-Host: a b",
    "X-Forwarded-Host: [",
    "X-Forwarded-Proto: javascript",
    "X-Forwarded-Proto: https, http",
    "X-Forwarded-For: [",
    'Forwarded: for="',
    "Range: bytes=zz",
    'If-None-Match: "',
    "If-Match: *",
    "RSC: 1",
    "RSC: 1\r\nNext-Router-State-Tree: [",
    "Next-Router-Prefetch: 1",
    "Next-Url: //evil",
    "X-Middleware-Subrequest: proxy:proxy:proxy:proxy:proxy",
    "X-Matched-Path: /%E0%A4%A",
    "X-Now-Route-Matches: 1=%E0",
    "Authorization: Bearer",
    "Authorization: Bearer \u00ff",
    "Idempotency-Key: \u00ff",
    "Traceparent: zz",
    "Expect: 200-ok",
    "Accept-Encoding: gzip;q=x",
    "Content-Type: ;",
    "Upgrade: h2c\r\nConnection: Upgrade",
  ];
  test.each(FIELDS)("no route fails on %j", async (field) => {
    for (const at of ALL) {
      const { status } = await ask(server.port, `GET ${at}`, [field]);
      expect([at, status]).toEqual([at, expect.toSatisfy((code: number) => code >= 200 && code < 500)]);
    }
  });

  const cursorAt = (value: string) =>
    Buffer.from(JSON.stringify([value, "key_01M8G6DDJQAQEVCN5V0000000A"])).toString("base64url");
  const QUERIES = [
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1e999",
    "limit=NaN",
    "limit=1.5",
    "limit=",
    "limit=0x10",
    "limit=1&limit=2",
    "cursor=",
    "cursor=%00",
    "cursor=%ED%A0%80",
    "cursor=x",
    "cursor=99999999999999999999",
    "cursor=-1",
    "cursor=__proto__",
    `cursor=${cursorAt("2026-02-30T00:00:00.000000Z")}`,
    `sort=expiry&cursor=${cursorAt("2026-02-30T00:00:00.000000Z")}`,
    `sort=lastUsed&cursor=${cursorAt("0000-01-01T00:00:00.0Z")}`,
    `sort=expiry&cursor=${cursorAt("2026-01-01T24:00:00.0Z")}`,
    `sort=name&cursor=${cursorAt("\ud800")}`,
    "sort=constructor",
    "environment=toString",
    "state=__proto__",
    "createdAfter=2026-13-45T00:00:00Z",
    "createdAfter=0000-01-01T00:00:00Z",
    "from=2026-02-30T00:00:00Z&to=2026-03-01T00:00:00Z",
    "interval=constructor",
    "groupBy=__proto__",
    "search=%25%5C",
    "search=%EF%BF%BE",
    "role=valueOf",
    "__proto__=1",
    "constructor=1",
  ];
  test.each(QUERIES)("no list fails on ?%s", async (query) => {
    const lists = [
      "keys",
      "apis",
      "identities",
      "permissions",
      "roles",
      "root-keys",
      "audit-events",
      "policies",
      "ratelimit-overrides",
      "usage",
      "whoami",
    ];
    for (const list of lists) {
      const { status, text } = await server.call("GET", `/api/v1/${list}?${query}`);
      expect([list, [200, 400].includes(status), text.slice(0, 300)]).toEqual([
        list,
        true,
        expect.anything(),
      ]);
    }
    if (/^limit=(?:0|101|-1)$/.test(query))
      expect((await server.call("GET", `/api/v1/keys?${query}`)).text).toContain("must be from 1 to 100");
    if (query === "constructor=1")
      expect((await server.call("GET", `/api/v1/keys?${query}`)).status).toBe(400);
  });

  test.each(["closed", "constructor", "__proto__", "toString", "hasOwnProperty", "x", ""])(
    "the sign-in page has a notice for ?error=%s",
    async (error) => {
      const { status, body } = await ask(server.port, `GET /sign-in?error=${error}`);
      expect(status).toBe(200);
      expect(body).not.toContain("[native code]");
    },
  );

  test("no page and no operation of the API drops a request that asks for another protocol", async () => {
    for (const at of ["/sign-in", "/docs", "/api/v1/openapi.json", "/healthz"])
      for (const asking of ["Upgrade: h2c", "Upgrade: websocket", "Upgrade: TLS/1.0"]) {
        const one = `GET ${at} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n${asking}\r\n\r\n`;
        const last = `GET ${at} HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\n${asking}\r\n\r\n`;
        const text = await raw(server.port, one + one + last);
        expect([at, text.match(/HTTP\/1\.1 200 OK\r\n/g)?.length]).toEqual([at, 3]);
      }
    const body = JSON.stringify({ name: "made with an Upgrade" });
    const fields = [`Authorization: Bearer ${server.root}`, "Content-Type: application/json"];
    const made = await ask(
      server.port,
      "POST /api/v1/apis",
      [...fields, "Upgrade: h2c", "Connection: Upgrade"],
      body,
    );
    expect(made.status).toBe(201);
  });

  test("a compressed body is 415 on the management API, with the encoding that is taken", async () => {
    const packed = gzipSync(JSON.stringify({ name: "packed" }));
    const head = `POST /api/v1/apis HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${server.root}\r\n`;
    const fields = `Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
    const text = await raw(server.port, Buffer.concat([Buffer.from(head + fields), packed]));
    expect(text).toMatch(/^HTTP\/1\.1 415 /);
    expect(text).toMatch(/^accept-encoding: identity\r$/im);
    expect(text).toContain("unsupported_media_type");
  });

  test("a root key that is bound to an address works from there on every route, and from nowhere else", async () => {
    const routes = ["GET /api/v1/whoami", "GET /api/v1/keys", "GET /api/v1/usage", "POST /api/v1/apis"];
    const data = [
      "POST /api/v1/keys/verify",
      "POST /api/v1/keys/verify-batch",
      "POST /api/v1/ratelimit",
      "GET /api/v1/forward-auth",
    ];
    for (const line of [...routes, ...data]) {
      const by = async (...fields: string[]) =>
        (await ask(server.port, line, [`Authorization: Bearer ${bound}`, ...fields])).body;
      const refused = '"unauthenticated"';
      // With no body and no credential it goes on to another refusal, or to none.
      for (const fields of [
        `X-Forwarded-For: ${FROM}:80`,
        `X-Forwarded-For: 6.6.6.6, ::ffff:${FROM}`,
        `Forwarded: for="${FROM}"`,
      ])
        expect([line, await by(fields)]).toEqual([line, expect.not.stringContaining(refused)]);
      for (const fields of [
        "X-Real-IP: 6.6.6.6",
        `X-Forwarded-For: ${FROM}, 6.6.6.6`,
        "Forwarded: for=6.6.6.6",
      ])
        expect([line, await by(fields)]).toEqual([line, expect.stringContaining(refused)]);
      expect(await by(`X-Forwarded-For: ${FROM}`, "Forwarded: for=6.6.6.6")).toContain(refused);
    }
  });

  test("there is no image that Next would fetch", async () => {
    for (const url of ["/nope", "/sign-in", "/icon.svg", "/metrics", "http://127.0.0.1/x"]) {
      const target = `GET /_next/image?url=${encodeURIComponent(url)}&w=64&q=75`;
      expect([url, (await ask(server.port, target)).status]).toEqual([url, 404]);
    }
  });

  test("what is sent to Auth.js is not repeated in the log", async () => {
    const text = "opensesame-opensesame";
    const json = "Content-Type: application/json";
    for (const at of ["", "/x/y", "/signin", "/callback", "/callback/credentials?callbackUrl="])
      for (const method of ["GET", "POST", "DELETE"])
        await ask(server.port, `${method} /api/auth${at}${at.endsWith("=") ? "" : "/"}${text}`, [json], text);
    await ask(server.port, "POST /api/auth/callback/credentials", [json], text);
    expect(server.output.text).not.toContain("opensesam");
  });

  test("none of it was a fault of ours", () => {
    expect(faultsIn(server.output.text)).toEqual([]);
  });
});
