import { beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../apis/create-api";
import { readBearer } from "../credentials/root-key/authenticate";
import { createIdentity } from "../identities/create-identity";
import { createKey } from "../keys/create-key";
import { createPermission } from "../permissions/create-permission";
import { createPolicy } from "../policies/create-policy";
import { createRole } from "../roles/create-role";
import { createRootKey } from "../root-keys/create-root-key";
import { rotateKey } from "../rotation/rotate-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, usageBatch, useRuntime } from "../testing";
import { writeBatch } from "../usage/write-batch";
import { answerApi } from "./api";
import type { Endpoint } from "./endpoint";
import { ENDPOINTS } from "./endpoints";
import { answerVerify } from "./verify-endpoint";

const rt = useRuntime();

/**
 * A workspace with two APIs, and a root key that may do everything, of the first API only. What is of the other API, or
 * reaches it, is named bravo; what the workspace shares is named shared.
 */
async function setUp() {
  const { ctx, apiId: own } = await testWorkspace(rt());
  const { id: other } = await createApi(ctx, { name: "bravo-api", permissions: ["orders:read"] });
  const externalId = "shared-customer";
  const identity = await createIdentity(ctx, { externalId });
  const role = await createRole(ctx, { name: "shared-role", permissions: ["orders:read"] });
  const permission = await createPermission(ctx, { name: "shared:read" });
  const mine = await createKey(ctx, { apiId: own, name: "alpha-key", externalId });
  const theirs = await createKey(ctx, {
    ...{ apiId: other, name: "bravo-key", externalId, roles: ["shared-role"], credits: { remaining: 10 } },
  });
  const policy = await createPolicy(ctx, { apiId: other, rotateEveryDays: 90 });
  const bravoRoot = await createRootKey(ctx, {
    ...{ name: "bravo-root", permissions: ["keys:verify"], apiIds: [other] },
  });
  const everywhere = await createRootKey(ctx, { name: "bravo-everywhere", permissions: ["*"] });
  // Two secrets each, so that the acts of a rotation have something to act on.
  for (const { id } of [theirs.key, bravoRoot.rootKey, everywhere.rootKey])
    await rotateKey(ctx, id, { overlapSeconds: 3_600 });
  const limited = await createRootKey(ctx, { name: "limited", permissions: ["*"], apiIds: [own] });
  const called = ({ key }: typeof mine, requestId: string) => ({
    ...{ workspaceId: ctx.workspaceId, apiId: key.apiId, environment: "live", keyId: key.id },
    ...{ secretId: key.secrets[0]?.id ?? "", identityId: identity.id, code: "VALID" as const, cost: 1 },
    ...{ at: Date.now(), requestId, ip: null, reason: null, tags: null },
  });
  const calls = [called(mine, "req_1"), called(theirs, "req_2"), called(theirs, "req_3")];
  await writeBatch(rt().pool, "writer", 1, usageBatch(calls));
  return {
    ...{ ctx, own, other, mine, theirs, root: limited.secret },
    ids: {
      keys: [theirs.key.id],
      apis: [other],
      "root-keys": [bravoRoot.rootKey.id, everywhere.rootKey.id],
      policies: [policy.id],
      identities: [identity.id],
      roles: [role.id],
      permissions: [permission.id],
    } as Record<string, string[]>,
  };
}

let it: Awaited<ReturnType<typeof setUp>>;
beforeAll(async () => {
  setRuntime(rt());
  it = await setUp();
}, 60_000);

const SHARED = ["identities", "roles", "permissions", "ratelimit-overrides"];
const resourceOf = (endpoint: Endpoint) => endpoint.path.split("/")[1] ?? "";

async function call(endpoint: Endpoint, id: string, body: unknown, query = "") {
  const url = `http://localhost:3000/api/v1${endpoint.path.replace("{id}", id)}${query}`;
  const request = new Request(url, {
    method: endpoint.method,
    headers: { authorization: `Bearer ${it.root}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await answerApi(request);
  return { status: response.status, text: await response.text() };
}

/** A body that would reach the other API, where the operation's example does not say enough. */
function bodyOf(endpoint: Endpoint): unknown {
  const hash = "0".repeat(64);
  const bodies: Record<string, unknown> = {
    createKey: { apiId: it.other, name: "k" },
    importKeys: { apiId: it.other, keys: [{ name: "k", hash }] },
    createRootKey: { name: "r", permissions: ["keys:verify"] },
    createPolicy: { apiId: it.other },
    updateRole: { permissions: [] },
    updateRootKey: { permissions: ["keys:read"] },
    updateKey: { name: "taken" },
  };
  return endpoint.body ? (bodies[endpoint.operationId] ?? endpoint.bodyExample ?? {}) : undefined;
}

/** Everything of this workspace that a change could be seen in. */
async function everything(): Promise<unknown> {
  const tables = [
    ...["credentials", "proofs", "rotations", "apis", "identities", "roles", "permissions", "policies"],
    ...["credits", "ratelimit_overrides"],
  ];
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    // When the root key itself was last used is no change that it makes.
    const { rows } = await rt().pool.query<{ line: string }>(
      `select (to_jsonb(t) - 'last_used_at' - 'last_valid_at' - 'last_used_address')::text as line
         from ${table} t where workspace_id = $1 order by 1`,
      [it.ctx.workspaceId],
    );
    found[table] = rows.map((row) => row.line);
  }
  return found;
}

const operations = (about: (e: Endpoint) => boolean) =>
  ENDPOINTS.filter(about).map((e) => [`${e.method} ${e.path}`, e] as const);
const reads = (e: Endpoint) => e.method === "GET";

describe("a root key that may do everything, of one API", () => {
  test.each(operations((e) => reads(e) && !e.path.includes("{id}")))(
    "%s shows nothing of another API",
    async (_name, endpoint) => {
      const day = 86_400_000;
      const range = (ms: number) => new Date(Date.now() + ms).toISOString();
      const query =
        endpoint.operationId === "getUsage"
          ? `?from=${range(-day)}&to=${range(day)}&groupBy=keyId&interval=hour`
          : "";
      const { status, text } = await call(endpoint, "", undefined, query);
      expect(status).toBe(200);
      expect(text).not.toContain("bravo");
      for (const id of [it.other, it.theirs.key.id, ...(it.ids["root-keys"] ?? [])])
        expect(text).not.toContain(id);
      if (endpoint.operationId === "getUsage") expect(JSON.parse(text).totals.count).toBe(1);
      if (["listKeys", "listAuditEvents"].includes(endpoint.operationId)) expect(text).toContain("alpha-key");
    },
  );

  test.each(operations((e) => e.path.includes("{id}") && !SHARED.includes(resourceOf(e))))(
    "%s: what is of another API, or reaches it, does not exist and is left alone",
    async (_name, endpoint) => {
      const before = await everything();
      const ids = it.ids[resourceOf(endpoint)] ?? [];
      expect(ids.length, `${endpoint.path} needs an id to try`).toBeGreaterThan(0);
      for (const id of ids) {
        const { status, text } = await call(endpoint, id, bodyOf(endpoint));
        expect([status, JSON.parse(text).code]).toEqual([404, "not_found"]);
      }
      expect(await everything()).toEqual(before);
    },
  );

  test.each(operations((e) => SHARED.includes(resourceOf(e)) || (!reads(e) && !e.path.includes("{id}"))))(
    "%s: what the workspace shares it may read and not change; nothing is made for another API",
    async (_name, endpoint) => {
      const before = await everything();
      const id = it.ids[resourceOf(endpoint)]?.[0] ?? "";
      const { status, text } = await call(endpoint, id, bodyOf(endpoint));
      if (reads(endpoint)) expect(status).toBe(200);
      else expect([403, 404]).toContain(status);
      expect(text).not.toContain("bravo");
      expect(await everything()).toEqual(before);
    },
  );

  test("verifies its own API's keys, and knows no other", async () => {
    const verify = async (key: string) => {
      const reply = await answerVerify(
        rt(),
        readBearer(`Bearer ${it.root}`),
        () => null,
        Buffer.from(JSON.stringify({ key })),
        "req_verify",
      );
      return JSON.parse(reply.body);
    };
    expect(await verify(it.mine.secret)).toMatchObject({ code: "VALID", name: "alpha-key" });
    const unknown = await verify(it.theirs.secret);
    expect(unknown).toMatchObject({ valid: false, code: "NOT_FOUND" });
    expect(JSON.stringify(unknown)).not.toContain("bravo");
  });
});
