import { beforeAll, describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { listPermissions } from "../permissions/list-permissions";
import { SCOPES } from "../platform/context";
import { createPolicy } from "../policies/create-policy";
import { setOverride } from "../ratelimit/set-override";
import { createRole } from "../roles/create-role";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { answerApi } from "./api";
import type { Endpoint } from "./endpoint";
import { ENDPOINTS } from "./endpoints";
import { openApiDocument } from "./openapi";

const rt = useRuntime();
beforeAll(() => setRuntime(rt()));

type Answer = {
  status: number;
  headers: Headers;
  json: Record<string, never> & { code?: string; key?: { id: string } };
};

/** Calls an endpoint as Next does. */
async function call(
  operationId: string,
  {
    root,
    id = "",
    query = "",
    body,
    headers = {},
  }: { root?: string; id?: string; query?: string; body?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const endpoint = ENDPOINTS.find((e) => e.operationId === operationId);
  if (!endpoint) throw new Error(`no operation ${operationId}`);
  const url = `http://localhost:3000/api/v1${endpoint.path.replace("{id}", id)}${query}`;
  const text = typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body);
  const request = new Request(url, {
    method: endpoint.method,
    headers: {
      ...(text === undefined ? {} : { "content-type": "application/json" }),
      ...(root ? { authorization: `Bearer ${root}` } : {}),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const response = await answerApi(request);
  return { status: response.status, headers: response.headers, json: await response.json() };
}

async function setUp(permissions: string[] = ["*"]) {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret: root, rootKey } = await createRootKey(ctx, {
    name: "r",
    permissions: permissions as never,
  });
  return { ctx, apiId, root, rootKey };
}

/** A good enough body and query for each operation, so that only what is tested is wrong. */
function inputFor(endpoint: Endpoint, apiId: string) {
  const bodies: Record<string, unknown> = {
    createKey: { apiId, name: "k" },
    importKeys: { apiId, keys: [{ name: "k", hash: "0".repeat(64) }] },
    updateKey: { name: "b" },
    rotateKey: {},
    extendRotation: { overlapSeconds: 600 },
    createApi: { name: "a" },
    updateApi: { name: "b" },
    createRootKey: { name: "r", permissions: ["keys:verify"] },
    rotateRootKey: {},
    createPermission: { name: "orders:read" },
    createPermissions: { permissions: [{ name: "orders:read" }] },
    updatePermission: { administrative: true },
    createRole: { name: "r" },
    updateRole: { permissions: [] },
    createIdentity: { externalId: "c" },
    updateIdentity: { metadata: {} },
    changeKeyCredits: { set: 1 },
    changeIdentityCredits: { set: 1 },
    setLimitOverride: { namespace: "n", identifier: "i", limit: 1, windowMs: 1_000 },
    createPolicy: { apiId },
    updatePolicy: { rotateEveryDays: 30 },
    updateRootKey: { name: "b" },
    extendRootKeyRotation: { overlapSeconds: 600 },
  };
  const query =
    endpoint.operationId === "getUsage" ? "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z" : "";
  return { query, ...(endpoint.body ? { body: bodies[endpoint.operationId] } : {}) };
}

const anId = (endpoint: Endpoint) =>
  `${endpoint.path.startsWith("/root-keys") ? "root" : "key"}_${"0".repeat(26)}`;

/** The operations that a rule is about, each named. */
const operations = (about: (e: Endpoint) => unknown) =>
  ENDPOINTS.filter(about).map((e) => [`${e.method} ${e.path}`, e] as const);

describe("every operation", () => {
  test.each(operations(() => true))(
    "%s: 401 without a root key, with a bad one, and with a key that is not one",
    async (_name, endpoint) => {
      const { ctx, apiId } = await setUp();
      const { secret } = await createKey(ctx, { apiId, name: "k" });
      for (const root of [undefined, "lk_root_nope", secret]) {
        const answer = await call(endpoint.operationId, { ...(root ? { root } : {}), id: "key_x" });
        expect(answer.status).toBe(401);
        expect(answer.headers.get("www-authenticate")).toContain("Bearer");
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
        expect(answer.json).toMatchObject({
          code: "unauthenticated",
          status: 401,
          type: expect.stringContaining("/docs/errors/unauthenticated"),
        });
      }
    },
  );

  test.each(operations((e) => e.scope))(
    "%s: 403 with every permission but the one it needs",
    async (_name, endpoint) => {
      const { root, apiId } = await setUp(SCOPES.filter((s) => s !== endpoint.scope));
      const id = anId(endpoint);
      const answer = await call(endpoint.operationId, { root, id, ...inputFor(endpoint, apiId) });
      expect([answer.status, answer.json.code]).toEqual([403, "forbidden"]);
      const again = await call(endpoint.operationId, {
        root,
        id,
        ...inputFor(endpoint, apiId),
        headers: { "idempotency-key": "k" },
      });
      expect(again.status).toBe(403);
    },
  );

  test.each(operations((e) => e.path.includes("{id}")))(
    "%s: 404 for what another workspace owns, and it is left alone",
    async (_name, endpoint) => {
      const owner = await setUp();
      const stranger = await setUp();
      const role = await createRole(owner.ctx, { name: "theirs", permissions: ["their:own"] });
      const { key } = await createKey(owner.ctx, {
        apiId: owner.apiId,
        name: "theirs",
        externalId: "theirs",
      });
      const policy = await createPolicy(owner.ctx, { apiId: owner.apiId });
      const override = await setOverride(owner.ctx, {
        namespace: "n",
        identifier: "theirs",
        limit: 1,
        windowMs: 1_000,
      });
      const [permission] = (await listPermissions(owner.ctx)).items;
      const ids: Record<string, string | null | undefined> = {
        "root-keys": owner.rootKey.id,
        apis: owner.apiId,
        policies: policy.id,
        "ratelimit-overrides": override.id,
        identities: key.identityId,
        permissions: permission?.id,
        roles: role.id,
      };
      const id = ids[endpoint.path.split("/")[1] ?? ""] ?? key.id;
      const answer = await call(endpoint.operationId, {
        root: stranger.root,
        id,
        ...inputFor(endpoint, stranger.apiId),
      });
      expect([answer.status, answer.json.code]).toEqual([404, "not_found"]);
      const { rows } = await rt().pool.query(
        "select name, version, revoked_at from credentials where id = $1",
        [key.id],
      );
      expect(rows).toEqual([{ name: "theirs", version: 1, revoked_at: null }]);
    },
  );

  test.each(operations((e) => e.body))(
    "%s: 400 naming the field that is not known, and for what is not JSON",
    async (_name, endpoint) => {
      const { root } = await setUp();
      const unknown = await call(endpoint.operationId, { root, id: anId(endpoint), body: { surprise: 1 } });
      expect(unknown.status).toBe(400);
      expect(unknown.json).toMatchObject({
        code: "invalid_request",
        errors: expect.arrayContaining([{ field: "surprise", message: "is not a known field" }]),
      });
      expect((await call(endpoint.operationId, { root, id: anId(endpoint), body: "{nope" })).status).toBe(
        400,
      );
      expect(
        (
          await call(endpoint.operationId, {
            root,
            id: anId(endpoint),
            body: `"${"x".repeat((endpoint.maxBodyBytes ?? 1_048_576) + 1)}"`,
          })
        ).json,
      ).toMatchObject({
        errors: [
          {
            field: "body",
            message: `is larger than ${(endpoint.maxBodyBytes ?? 1_048_576) / 1_048_576} MiB`,
          },
        ],
      });
    },
  );

  test.each(operations((e) => e.query))(
    "%s: 400 naming the parameter that is not known",
    async (_name, endpoint) => {
      const { root } = await setUp();
      const answer = await call(endpoint.operationId, { root, query: "?surprise=1" });
      expect(answer.json).toMatchObject({
        status: 400,
        errors: expect.arrayContaining([{ field: "surprise", message: "is not a known field" }]),
      });
    },
  );
});

describe("the contract", () => {
  test("a key's life over HTTP", async () => {
    const { root, apiId } = await setUp();
    const made = await call("createKey", { root, body: { apiId, name: "k", permissions: ["orders:read"] } });
    expect(made.status).toBe(201);
    const id = made.json.key?.id ?? "";
    expect((await call("getKey", { root, id })).json).toMatchObject({ id, name: "k", state: "active" });
    expect((await call("updateKey", { root, id, body: { enabled: false } })).json).toMatchObject({
      state: "disabled",
    });
    expect((await call("updateKey", { root, id, body: { enabled: true } })).json).toMatchObject({
      state: "active",
    });
    const rotated = await call("rotateKey", { root, id, body: "" });
    expect(rotated.json).toMatchObject({
      key: { id, rotation: { retiresAt: expect.any(String) } },
      secret: expect.stringMatching(/^sk_live_/),
    });
    expect((await call("rotateKey", { root, id })).json).toMatchObject({
      status: 409,
      code: "rotation_in_progress",
    });
    expect((await call("getRotation", { root, id })).json).toMatchObject({
      rotation: { state: "in_progress" },
      secrets: [{ role: "old" }, { role: "new" }],
    });
    expect((await call("extendRotation", { root, id, body: { overlapSeconds: 172_800 } })).status).toBe(200);
    expect((await call("cancelRotation", { root, id })).json).toMatchObject({ key: { rotation: null } });
    expect((await call("completeRotation", { root, id })).json).toMatchObject({
      status: 409,
      code: "no_rotation",
    });
    expect((await call("revokeKey", { root, id })).json).toMatchObject({ state: "revoked" });
    expect((await call("updateKey", { root, id, body: { name: "x" } })).json).toMatchObject({
      status: 409,
      code: "key_ended",
    });
  });

  test("a root key is not a key: under /keys it does not exist, and is not rotated", async () => {
    const { root, rootKey } = await setUp();
    for (const operation of ["getKey", "rotateKey", "revokeKey", "getRotation", "completeRotation"])
      expect((await call(operation, { root, id: rootKey.id })).status).toBe(404);
    expect((await call("getRootKey", { root, id: rootKey.id })).json).toMatchObject({
      state: "active",
      rotation: null,
    });
  });

  test("no root key makes one with more than it has", async () => {
    const { root } = await setUp(["root-keys:create", "keys:verify", "keys:read"]);
    const create = (permissions: string[]) =>
      call("createRootKey", { root, body: { name: "n", permissions } });
    expect((await create(["keys:verify"])).status).toBe(201);
    for (const more of [["*"], ["keys:*"], ["keys:create"], ["root-keys:*"]])
      expect((await create(more)).status).toBe(403);
    expect((await create(["keys:fly"])).status).toBe(400);
  });

  test("an Idempotency-Key makes one key of 32 equal requests at once, and answers each with the same secret", async () => {
    const { ctx, root, apiId } = await setUp();
    const headers = { "idempotency-key": "order-1" };
    const all = await Promise.all(
      Array.from({ length: 32 }, () => call("createKey", { root, body: { apiId, name: "once" }, headers })),
    );
    expect(all.map((a) => a.status)).toEqual(all.map(() => 201));
    expect(new Set(all.map((a) => JSON.stringify(a.json))).size).toBe(1);
    expect(all.filter((a) => a.headers.get("idempotency-replayed") === "true")).toHaveLength(31);
    const other = await call("createKey", { root, body: { apiId, name: "other" }, headers });
    expect([other.status, other.json.code]).toEqual([409, "idempotency_conflict"]);
    const stranger = await setUp();
    expect(
      (
        await call("createKey", {
          root: stranger.root,
          body: { apiId: stranger.apiId, name: "once" },
          headers,
        })
      ).status,
    ).toBe(201);
    // What is kept opens only with the client's own key.
    const { rows } = await rt().pool.query<{ line: string }>(
      "select t::text as line from idempotency_keys t where workspace_id = $1",
      [ctx.workspaceId],
    );
    const secret = String((all[0]?.json as { secret?: string } | undefined)?.secret);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.line).not.toContain(Buffer.from(secret).toString("hex"));
  });

  test("a request that failed keeps nothing under its Idempotency-Key", async () => {
    const { root, apiId } = await setUp();
    const headers = { "idempotency-key": "try-again" };
    expect((await call("createKey", { root, body: { apiId, name: "" }, headers })).status).toBe(400);
    expect((await call("createKey", { root, body: { apiId, name: "k" }, headers })).status).toBe(201);
    expect(
      (await call("createKey", { root, body: { apiId, name: "k" }, headers: { "idempotency-key": "ü" } }))
        .status,
    ).toBe(400);
  });

  test("429 with Retry-After over the root key's own limit, and what is left of it before", async () => {
    const { ctx } = await testWorkspace(rt());
    const ratelimits = [{ name: "calls", limit: 2, windowMs: 60_000 }];
    const { secret: root } = await createRootKey(ctx, { name: "r", permissions: ["keys:read"], ratelimits });
    const first = await call("listKeys", { root });
    expect(first.headers.get("ratelimit-policy")).toBe('"calls";q=2;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"calls";r=1;t=\d+$/);
    await call("listKeys", { root });
    const over = await call("listKeys", { root });
    expect([over.status, over.json.code]).toEqual([429, "rate_limited"]);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("503, and nothing of the inside, when the database does not answer", async () => {
    const { root } = await setUp();
    await call("listKeys", { root });
    const gone = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1"), { code: "ECONNREFUSED" });
    const { db } = rt();
    rt().db = new Proxy(db, {
      get: () => () => {
        throw gone;
      },
    });
    const answer = await call("listKeys", { root });
    rt().db = db;
    expect([answer.status, answer.json.code]).toEqual([503, "unavailable"]);
    expect(JSON.stringify(answer.json)).not.toContain("10.0.0.1");
  });

  test("every operation is in the OpenAPI document, with its problems and an example for its body", () => {
    const document = openApiDocument("https://keys.example") as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          {
            requestBody?: { content: Record<string, { example?: unknown; schema: object }> };
            responses: object;
          }
        >
      >;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    for (const endpoint of ENDPOINTS) {
      const operation = document.paths[`/api/v1${endpoint.path}`]?.[endpoint.method.toLowerCase()];
      expect(operation?.responses).toHaveProperty("401");
      if (endpoint.body) expect(operation?.requestBody?.content["application/json"]?.example).toBeDefined();
    }
    const { schema } = document.paths["/api/v1/keys"]?.post?.requestBody?.content["application/json"] ?? {};
    expect(schema).toMatchObject({ additionalProperties: false, required: ["apiId", "name"] });
  });
});
