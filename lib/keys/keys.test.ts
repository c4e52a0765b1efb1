import { describe, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list-audit-events";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { createKey } from "./create-key";
import { getKey } from "./get-key";
import { countKeys, listKeys } from "./list-keys";
import { revokeKey } from "./revoke-key";
import { updateKey } from "./update-key";

const rt = useRuntime();

/** The fields that a rejected call named. */
async function wrongFields(call: Promise<unknown>): Promise<string[]> {
  const problem = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!problem || typeof problem !== "object" || !("errors" in problem) || !Array.isArray(problem.errors))
    throw problem;
  return problem.errors.map((e: { field: string }) => e.field);
}

describe("creating a key", () => {
  test("gives the secret once, and keeps only its hash and its ends", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key, secret } = await createKey(ctx, {
      apiId,
      name: "billing worker",
      externalId: "customer_42",
    });
    expect(secret).toMatch(/^sk_live_[0-9A-Za-z]{49}$/);
    expect(key).toMatchObject({
      name: "billing worker",
      environment: "live",
      externalId: "customer_42",
      state: "active",
    });
    expect(key.secrets).toMatchObject([
      { state: "active", start: secret.slice(0, 12), last4: secret.slice(-4) },
    ]);
    expect(JSON.stringify(await getKey(ctx, key.id))).not.toContain(secret.slice(12, -4));
    for (const table of ["credentials", "proofs", "audit_events", "identities"]) {
      const { rows } = await rt().pool.query(`select t::text as line from ${table} t`);
      expect(rows.map((r) => r.line).join("\n")).not.toContain(secret.slice(12, -4));
    }
  });

  test.each([
    [{ name: "" }, "name"],
    [{ name: "x".repeat(101) }, "name"],
    [{ name: "bell\u0007" }, "name"],
    [{ name: "evil\u202Egnp" }, "name"],
    [{ prefix: "s-k" }, "prefix"],
    [{ prefix: "Sk" }, "prefix"],
    [{ permissions: ["orders read"] }, "permissions.0"],
    [{ expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    [{ expiresAt: "tomorrow" }, "expiresAt"],
    [{ ratelimits: [{ name: "r", limit: 0, windowMs: 1_000 }] }, "ratelimits.0.limit"],
    [{ ratelimits: [{ name: "r", limit: 1, windowMs: 0 }] }, "ratelimits.0.windowMs"],
    [{ ratelimits: [{ name: "r", limit: 1, windowMs: 31_536_000_000 }] }, "ratelimits.0.windowMs"],
    [
      { ratelimits: Array.from({ length: 21 }, (_, i) => ({ name: `r${i}`, limit: 1, windowMs: 1_000 })) },
      "ratelimits",
    ],
    [{ metadata: { a: { b: { c: { d: { e: { f: 1 } } } } } } }, "metadata"],
    [{ metadata: { text: "x".repeat(8_192) } }, "metadata"],
    [{ surprise: true }, "surprise"],
  ])("%j names its field", async (bad, field) => {
    const { ctx, apiId } = await testWorkspace(rt());
    expect(await wrongFields(createKey(ctx, { apiId, name: "ok", ...bad } as never))).toEqual([field]);
    expect((await listKeys(ctx)).items).toEqual([]);
  });

  test("another workspace's API does not exist", async () => {
    const { ctx } = await testWorkspace(rt());
    const other = await testWorkspace(rt());
    await expect(createKey(ctx, { apiId: other.apiId, name: "x" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("needs keys:create", async () => {
    const { ctx, apiId } = await testWorkspace(rt(), ["keys:read"]);
    await expect(createKey(ctx, { apiId, name: "x" })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("64 at once for one new consumer make one identity and an unbroken audit chain", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const made = await Promise.all(
      Array.from({ length: 64 }, (_, i) => createKey(ctx, { apiId, name: `k${i}`, externalId: "shared" })),
    );
    expect(new Set(made.map((m) => m.key.identityId)).size).toBe(1);
    const events = (await listAuditEvents(ctx, { limit: 100 })).items;
    expect(events.map((e) => e.sequence)).toEqual(Array.from({ length: 65 }, (_, i) => 65 - i));
  });
});

describe("changing a key", () => {
  test("keeps what is left out, and its audit event has only what changed", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, {
      apiId,
      name: "a",
      permissions: ["orders:read"],
      metadata: { plan: "pro" },
    });
    const changed = await updateKey(ctx, key.id, { name: "b", externalId: "c1" });
    expect(changed).toMatchObject({
      name: "b",
      permissions: ["orders:read"],
      metadata: { plan: "pro" },
      externalId: "c1",
    });
    const [event] = (await listAuditEvents(ctx, { targetId: key.id })).items;
    expect(event).toMatchObject({
      action: "key.updated",
      before: { name: "a", externalId: null },
      after: { name: "b", externalId: "c1" },
    });
  });

  test("disable and enable are reversible, revoke is final and idempotent", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "a" });
    expect((await updateKey(ctx, key.id, { enabled: false })).state).toBe("disabled");
    expect((await updateKey(ctx, key.id, { enabled: true })).state).toBe("active");
    const first = await revokeKey(ctx, key.id);
    expect((await revokeKey(ctx, key.id)).revokedAt).toEqual(first.revokedAt);
    await expect(updateKey(ctx, key.id, { enabled: true })).rejects.toMatchObject({ code: "key_ended" });
    const actions = (await listAuditEvents(ctx, { targetId: key.id })).items.map((e) => e.action);
    expect(actions).toEqual(["key.revoked", "key.enabled", "key.disabled", "key.created"]);
  });

  test("another workspace's key does not exist for any verb", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "a" });
    const stranger = (await testWorkspace(rt())).ctx;
    for (const call of [
      () => getKey(stranger, key.id),
      () => updateKey(stranger, key.id, { name: "mine" }),
      () => revokeKey(stranger, key.id),
    ])
      await expect(call()).rejects.toMatchObject({ code: "not_found" });
    expect((await listKeys(stranger)).items).toEqual([]);
    expect((await countKeys(stranger)).all).toBe(0);
  });

  test("a change whose audit event fails does not happen", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "a" });
    const broken = {
      ...testContext(rt(), ctx.workspaceId),
      actor: { type: "martian" as never, id: "x", name: null as never },
    };
    await expect(updateKey(broken, key.id, { name: "b" })).rejects.toThrow();
    expect((await getKey(ctx, key.id)).name).toBe("a");
  });
});

describe("listing keys", () => {
  test("pages through all of them once, newest first, and counts each state", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.push((await createKey(ctx, { apiId, name: `key ${i}` })).key.id);
    await updateKey(ctx, ids[0] ?? "", { enabled: false });
    await revokeKey(ctx, ids[1] ?? "");
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listKeys(ctx, { limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((k) => k.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([...ids].sort().reverse());
    expect(await countKeys(ctx)).toEqual({
      all: 7,
      active: 5,
      rotating: 0,
      expiring: 0,
      unused: 5,
      disabled: 1,
      expired: 0,
      revoked: 1,
    });
    expect((await listKeys(ctx, { state: "revoked" })).items.map((k) => k.id)).toEqual([ids[1]]);
  });

  test("searches name, owner, id and start; % and _ mean themselves", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const a = (await createKey(ctx, { apiId, name: "orders 100%", externalId: "Meridian" })).key;
    await createKey(ctx, { apiId, name: "orders 1000" });
    const found = async (search: string) => (await listKeys(ctx, { search })).items.map((k) => k.id);
    expect(await found("100%")).toEqual([a.id]);
    expect(await found("meri")).toEqual([a.id]);
    expect(await found(a.id)).toEqual([a.id]);
    expect(await found(`${a.secrets[0]?.start}…${a.secrets[0]?.last4}`)).toEqual([a.id]);
    expect(await found("nothing")).toEqual([]);
  });

  test("a cursor that no list gave is refused by name", async () => {
    const { ctx } = await testWorkspace(rt());
    expect(await wrongFields(listKeys(ctx, { cursor: "1 or 1=1" }))).toEqual(["cursor"]);
    expect(await wrongFields(listKeys(ctx, { limit: 101 }))).toEqual(["limit"]);
  });
});
