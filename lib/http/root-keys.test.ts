import { beforeAll, expect, test } from "vitest";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { answerApi } from "./api";
import { ENDPOINTS } from "./endpoints";

const rt = useRuntime();
beforeAll(() => setRuntime(rt()));

async function call(
  operationId: string,
  root: string,
  { id = "", body, ifMatch }: { id?: string; body?: unknown; ifMatch?: string } = {},
) {
  const endpoint = ENDPOINTS.find((e) => e.operationId === operationId);
  if (!endpoint) throw new Error(`no operation ${operationId}`);
  const request = new Request(`http://localhost/api/v1${endpoint.path.replace("{id}", id)}`, {
    method: endpoint.method,
    headers: {
      authorization: `Bearer ${root}`,
      "x-forwarded-for": "192.0.2.5",
      "content-type": "application/json",
      ...(ifMatch ? { "if-match": ifMatch } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await answerApi(request);
  return {
    status: response.status,
    etag: response.headers.get("etag") ?? "",
    json: await response.json(),
  };
}

async function setUp() {
  const { ctx, apiId } = await testWorkspace(rt());
  const own = await createRootKey(ctx, { name: "admin", permissions: ["root-keys:*"] });
  return { ctx, apiId, root: own.secret, id: own.rootKey.id };
}

test("a change names the version that it was meant for", async () => {
  const { root, id } = await setUp();
  const { etag } = await call("getRootKey", root, { id });
  expect(etag).toBe('"1"');
  const changed = await call("updateRootKey", root, { id, body: { name: "renamed" }, ifMatch: etag });
  expect([changed.status, changed.etag, changed.json.name]).toEqual([200, '"2"', "renamed"]);
  const late = await call("updateRootKey", root, { id, body: { name: "lost" }, ifMatch: etag });
  expect([late.status, late.json.code]).toEqual([412, "precondition_failed"]);
});

test("whoami: permissions, APIs, expiry, limits, and how its rotation stands", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const algorithm = "sliding_window" as const;
  const ratelimits = [{ name: "calls", limit: 50, windowMs: 60_000, algorithm, autoApply: true }];
  const made = await createRootKey(ctx, {
    ...{ name: "gateway", permissions: ["keys:verify", "root-keys:rotate"], apiIds: [apiId] },
    ...{ expiresAt, ratelimits, ipAllowlist: ["192.0.2.0/24"] },
  });
  expect((await call("whoami", made.secret)).json).toEqual({
    rootKeyId: made.rootKey.id,
    name: "gateway",
    workspaceId: ctx.workspaceId,
    permissions: ["keys:verify", "root-keys:rotate"],
    apiIds: [apiId],
    ipAllowlist: ["192.0.2.0/24"],
    expiresAt,
    ratelimits,
    secret: expect.objectContaining({ state: "active", start: made.secret.slice(0, 12), retiresAt: null }),
    rotation: null,
  });
  const rotated = await call("rotateRootKey", made.secret, {
    ...{ id: made.rootKey.id, body: { overlapSeconds: 3_600 } },
  });
  const old = await call("whoami", made.secret);
  expect(old.json).toMatchObject({
    secret: { state: "retiring", retiresAt: old.json.rotation.retiresAt },
    rotation: { oldSecretId: old.json.secret.id },
  });
  expect((await call("whoami", rotated.json.secret)).json).toMatchObject({
    secret: { id: old.json.rotation.newSecretId, state: "active", retiresAt: null },
  });
});

test("without limits of its own whoami names the one that holds for all", async () => {
  const { root } = await setUp();
  expect((await call("whoami", root)).json.ratelimits).toEqual([
    { name: "management", limit: 3_000, windowMs: 60_000, algorithm: "token_bucket", autoApply: true },
  ]);
});

test("a rotation over HTTP: its state, more time, back, and early to the end", async () => {
  const { ctx, root } = await setUp();
  const { rootKey, secret } = await createRootKey(ctx, { name: "g", permissions: ["root-keys:read"] });
  const { id } = rootKey;
  expect((await call("getRootKeyRotation", root, { id })).json.code).toBe("no_rotation");
  const first = await call("rotateRootKey", root, { id, body: {} });
  expect((await call("getRootKeyRotation", root, { id })).json).toMatchObject({
    rotation: { state: "in_progress" },
    secrets: [{ role: "old" }, { role: "new" }],
  });
  const more = { id, body: { overlapSeconds: 172_800 } };
  expect((await call("extendRootKeyRotation", root, more)).status).toBe(200);
  expect((await call("cancelRootKeyRotation", root, { id })).json.rootKey.rotation).toBeNull();
  expect([(await call("whoami", secret)).status, (await call("whoami", first.json.secret)).status]).toEqual([
    200, 401,
  ]);
  const second = await call("rotateRootKey", root, { id, body: {} });
  expect((await call("completeRootKeyRotation", root, { id })).status).toBe(200);
  expect([(await call("whoami", secret)).status, (await call("whoami", second.json.secret)).status]).toEqual([
    401, 200,
  ]);
  expect((await call("completeRootKeyRotation", root, { id })).json.code).toBe("no_rotation");
});
