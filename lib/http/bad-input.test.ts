import { beforeAll, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { answerEndpoint } from "./answer-endpoint";
import type { Endpoint } from "./endpoint";
import { createApiEndpoint } from "./endpoints/apis";
import { createIdentityEndpoint } from "./endpoints/identities";
import { updateKeyEndpoint } from "./endpoints/keys";
import { createPermissionEndpoint } from "./endpoints/permissions";
import { setOverrideEndpoint } from "./endpoints/ratelimit-overrides";
import { createRoleEndpoint } from "./endpoints/roles";
import { createRootKeyEndpoint } from "./endpoints/root-keys";

// A new key's body has its own test beside the keys; here are the other resources that take the same kinds of input.

const rt = useRuntime();
let root = "";
let keyId = "";
beforeAll(async () => {
  setRuntime(rt());
  const { ctx, apiId } = await testWorkspace(rt());
  const ratelimits = [{ name: "management", limit: 100_000, windowMs: 60_000 }];
  root = (await createRootKey(ctx, { name: "r", permissions: ["*"], ratelimits })).secret;
  keyId = (await createKey(ctx, { apiId, name: "k" })).key.id;
});

async function send(endpoint: Endpoint, body: object) {
  const request = new Request("http://localhost:3000/api/v1/it", {
    method: endpoint.method,
    headers: { "content-type": "application/json", authorization: `Bearer ${root}` },
    body: JSON.stringify(body),
  });
  const response = await answerEndpoint(endpoint)(request, keyId);
  const json = (await response.json()) as { code?: string; errors?: { field: string }[] };
  return { status: response.status, code: json.code, fields: (json.errors ?? []).map((each) => each.field) };
}

const limit = (more: object) => ({ name: "requests", limit: 1, windowMs: 60_000, ...more });
const limits = (count: number) => Array.from({ length: count }, (_, i) => limit({ name: `l${i}` }));
const YEAR_MS = 365 * 86_400_000;
const DEEP = { a: { b: { c: { d: { e: { f: 1 } } } } } };

const RIGHT = {
  api: [createApiEndpoint, { name: "Orders" }],
  identity: [createIdentityEndpoint, { externalId: "customer_1" }],
  key: [updateKeyEndpoint, {}],
  override: [setOverrideEndpoint, { namespace: "email", identifier: "c", limit: 1, windowMs: 1_000 }],
  permission: [createPermissionEndpoint, { name: "orders:read" }],
  role: [createRoleEndpoint, { name: "reader" }],
  rootKey: [createRootKeyEndpoint, { name: "r", permissions: ["keys:read"] }],
} as const satisfies Record<string, readonly [Endpoint, object]>;

test.each<[what: string, of: keyof typeof RIGHT, wrong: object, field: string]>([
  ["an overlong name", "api", { name: "n".repeat(101) }, "name"],
  ["a control character", "api", { name: "a\u0007b" }, "name"],
  ["a right-to-left mark", "api", { name: "a\u200fb" }, "name"],
  ["a prefix with a dash", "api", { defaultPrefix: "s-k" }, "defaultPrefix"],
  ["a permission with a space", "api", { permissions: ["orders: read"] }, "permissions.0"],
  ["21 limits", "api", { ratelimits: limits(21) }, "ratelimits"],
  [
    "a window of 0",
    "api",
    { administrativeRatelimits: [limit({ windowMs: 0 })] },
    "administrativeRatelimits.0.windowMs",
  ],
  ["an overlong id", "identity", { externalId: "o".repeat(256) }, "externalId"],
  ["a right-to-left override", "identity", { externalId: "a\u202eb" }, "externalId"],
  ["metadata over 8 KiB", "identity", { metadata: { a: "x".repeat(8_192) } }, "metadata"],
  ["metadata deeper than 5", "identity", { metadata: DEEP }, "metadata"],
  ["21 limits", "identity", { ratelimits: limits(21) }, "ratelimits"],
  ["a window of a year", "identity", { ratelimits: [limit({ windowMs: YEAR_MS })] }, "ratelimits.0.windowMs"],
  ["an overlong name", "key", { name: "n".repeat(101) }, "name"],
  ["a control character", "key", { name: "a\u0000b" }, "name"],
  ["a right-to-left mark", "key", { name: "\u200ea" }, "name"],
  ["metadata over 8 KiB", "key", { metadata: { a: "x".repeat(8_192) } }, "metadata"],
  ["metadata deeper than 5", "key", { metadata: DEEP }, "metadata"],
  ["21 limits", "key", { ratelimits: limits(21) }, "ratelimits"],
  ["a window of 0", "key", { ratelimits: [limit({ windowMs: 0 })] }, "ratelimits.0.windowMs"],
  ["an expiry in the past", "key", { expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
  ["a CIDR /33", "key", { ipAllowlist: ["203.0.113.0/33"] }, "ipAllowlist.0"],
  ["a permission with a space", "key", { permissions: ["orders: read"] }, "permissions.0"],
  ["a window of a year", "override", { windowMs: YEAR_MS }, "windowMs"],
  ["a window of 0", "override", { windowMs: 0 }, "windowMs"],
  ["a line break", "override", { identifier: "a\nb" }, "identifier"],
  ["a namespace with a space", "override", { namespace: "e mail" }, "namespace"],
  ["a name with a space", "permission", { name: "orders: read" }, "name"],
  ["a wildcard", "permission", { name: "orders:*" }, "name"],
  ["a right-to-left override in its words", "permission", { description: "a\u202eb" }, "description"],
  ["a name with a space", "role", { name: "the reader" }, "name"],
  ["a permission with a space", "role", { permissions: ["orders :read"] }, "permissions.0"],
  ["an overlong name", "rootKey", { name: "n".repeat(101) }, "name"],
  ["a right-to-left mark", "rootKey", { name: "a\u061cb" }, "name"],
  ["an expiry in the past", "rootKey", { expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
  ["a CIDR /33", "rootKey", { ipAllowlist: ["198.51.100.0/33"] }, "ipAllowlist.0"],
  ["21 limits", "rootKey", { ratelimits: limits(21) }, "ratelimits"],
  ["a permission that is none", "rootKey", { permissions: ["keys: read"] }, "permissions.0"],
  ["an unknown field", "role", { colour: "red" }, "colour"],
])("%s of a %s is refused by name", async (_what, of, wrong, field) => {
  const [endpoint, right] = RIGHT[of];
  expect(await send(endpoint, { ...right, ...wrong })).toEqual({
    status: 400,
    code: "invalid_request",
    fields: [field],
  });
});

test("what is right is taken, so that it was the one field", async () => {
  for (const [endpoint, right] of Object.values(RIGHT))
    expect([200, 201], endpoint.path).toContain((await send(endpoint, right)).status);
});
