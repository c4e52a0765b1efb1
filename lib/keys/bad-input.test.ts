import { beforeAll, expect, test } from "vitest";
import { answerApi } from "../http/api";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";

const rt = useRuntime();
let root = "";
let apiId = "";
beforeAll(async () => {
  setRuntime(rt());
  const workspace = await testWorkspace(rt());
  apiId = workspace.apiId;
  const made = await createRootKey(workspace.ctx, {
    name: "r",
    permissions: ["keys:create"],
    ratelimits: [{ name: "management", limit: 100_000, windowMs: 60_000 }],
  });
  root = made.secret;
});

async function post(body: string | Buffer) {
  const request = new Request("http://localhost:3000/api/v1/keys", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${root}` },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  const response = await answerApi(request);
  const json = (await response.json()) as { code?: string; errors?: { field: string }[] };
  return { status: response.status, code: json.code, fields: (json.errors ?? []).map((each) => each.field) };
}

const refused = (...fields: string[]) => ({ status: 400, code: "invalid_request", fields });
const limit = (more: object) => ({ ratelimits: [{ name: "requests", limit: 1, windowMs: 60_000, ...more }] });
const YEAR_MS = 365 * 86_400_000;

test.each<[string, object, string]>([
  ["an overlong name", { name: "n".repeat(101) }, "name"],
  ["an empty name", { name: "   " }, "name"],
  ["a control character in a name", { name: "a\u0007b" }, "name"],
  ["a line break in a name", { name: "a\nb" }, "name"],
  ["a right-to-left override in a name", { name: "a\u202egnp" }, "name"],
  ["a right-to-left mark in a name", { name: "a\u200fb" }, "name"],
  ["an overlong owner", { externalId: "o".repeat(256) }, "externalId"],
  ["metadata over 8 KiB", { metadata: { a: "x".repeat(8_192) } }, "metadata"],
  ["metadata over 8 KiB in bytes, not characters", { metadata: { a: "é".repeat(4_096) } }, "metadata"],
  ["metadata deeper than 5", { metadata: { a: { b: { c: { d: { e: { f: 1 } } } } } } }, "metadata"],
  [
    "21 limits",
    { ratelimits: Array.from({ length: 21 }, (_, i) => ({ name: `l${i}`, limit: 1, windowMs: 1_000 })) },
    "ratelimits",
  ],
  ["a window of 0", limit({ windowMs: 0 }), "ratelimits.0.windowMs"],
  ["a window of a year", limit({ windowMs: YEAR_MS }), "ratelimits.0.windowMs"],
  ["a limit of 0", limit({ limit: 0 }), "ratelimits.0.limit"],
  ["an expiry in the past", { expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
  ["an expiry that is no date", { expiresAt: "2027-02-30T00:00:00Z" }, "expiresAt"],
  ["a CIDR /33", { ipAllowlist: ["203.0.113.0/24", "203.0.113.0/33"] }, "ipAllowlist.1"],
  ["a CIDR /129", { ipAllowlist: ["2001:db8::/129"] }, "ipAllowlist.0"],
  ["a permission with a space", { permissions: ["orders:read", "orders: write"] }, "permissions.1"],
  ["a permission without an action", { permissions: ["orders"] }, "permissions.0"],
  ["a prefix with a dash", { prefix: "s-k" }, "prefix"],
  ["a prefix in capitals", { prefix: "SK" }, "prefix"],
  ["a publishable key that may write", publishable({ permissions: ["orders:write"] }), "permissions.0"],
  ["a publishable key without an origin", publishable({ allowedOrigins: [] }), "allowedOrigins"],
  ["an origin with a path", publishable({ allowedOrigins: ["https://a.example/x"] }), "allowedOrigins.0"],
  [
    "a refill on the 32nd",
    { credits: { remaining: 1, refill: { interval: "monthly", amount: 1, day: 32 } } },
    "credits.refill.day",
  ],
  ["negative credits", { credits: { remaining: -1 } }, "credits.remaining"],
  ["a role that is not there", { roles: ["nobody"] }, "roles.0"],
  ["an unknown field", { colour: "red" }, "colour"],
])("%s is refused by name", async (_what, wrong, field) => {
  expect(await post(JSON.stringify({ apiId, name: "k", ...wrong }))).toEqual(refused(field));
});

function publishable(wrong: object) {
  return {
    publishable: true,
    permissions: ["orders:read"],
    allowedOrigins: ["https://shop.example"],
    ...wrong,
  };
}

test("what is just right is taken", async () => {
  const right = {
    apiId,
    name: "n".repeat(100),
    metadata: { a: { b: { c: { d: { e: 1 } } } } },
    ipAllowlist: ["203.0.113.0/32", "::/0"],
    ratelimits: Array.from({ length: 20 }, (_, i) => ({ name: `l${i}`, limit: 1, windowMs: 1_000 })),
  };
  expect(await post(JSON.stringify(right))).toMatchObject({ status: 201 });
});

test("a body over 1 MiB is refused", async () => {
  const body = JSON.stringify({ apiId, name: "k", metadata: { a: "x".repeat(1_048_576) } });
  expect(await post(body)).toEqual(refused("body"));
});

test("invalid UTF-8 is refused", async () => {
  const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  expect(await post(body)).toEqual(refused("body"));
});

test("a name given twice in the JSON is refused, and named", async () => {
  expect(await post(`{"apiId":"${apiId}","name":"a","name":"b"}`)).toEqual(refused("name"));
  expect(await post(`{"apiId":"${apiId}","name":"a","metadata":{"x":1,"x":2}}`)).toEqual(
    refused("metadata.x"),
  );
});

test("a whole number past 2^53 is refused, and named", async () => {
  const body = (number: string) => `{"apiId":"${apiId}","name":"a","metadata":{"n":${number}}}`;
  expect(await post(body("9007199254740993"))).toEqual(refused("metadata.n"));
  expect(await post(body("-9007199254740993"))).toEqual(refused("metadata.n"));
  expect(await post(body("9007199254740991"))).toMatchObject({ status: 201 });
});

test("half a surrogate pair or a null character, which no database stores, is refused", async () => {
  for (const bad of ["\\ud800", "\\u0000"])
    expect(await post(`{"apiId":"${apiId}","name":"k","metadata":{"a":"${bad}"}}`)).toEqual(
      refused("metadata.a"),
    );
});
