import { describe, expect, test } from "vitest";
import { insertApi } from "../apis/insert-api";
import { updateApi } from "../apis/update-api";
import { createKey } from "../keys/create-key";
import type { createKeySchema } from "../keys/schemas";
import { updateKey } from "../keys/update-key";
import { type Ctx, requireScope } from "../platform/context";
import { newId } from "../platform/ids";
import { transact } from "../platform/transact";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "./decide";
import type { VerifyRequest } from "./schemas";

const rt = useRuntime();

async function ask(ctx: Ctx, key: string, rest: Omit<VerifyRequest, "key"> = {}, caller: Partial<Ctx> = {}) {
  const result = await verify(rt(), { workspaceId: ctx.workspaceId, ...caller }, { key, ...rest });
  if (result.kind !== "answer") throw new Error(JSON.stringify(result));
  return result.answer;
}

type Wanted = Omit<Parameters<typeof createKeySchema.parse>[0] & object, never>;
async function keyWith(wanted: Record<string, unknown>) {
  const { ctx, apiId } = await testWorkspace(rt());
  const made = await createKey(ctx, { apiId, name: "k", ...(wanted as Wanted) } as never);
  return { ctx, apiId, ...made };
}

async function role(ctx: Ctx, name: string, permissions: string[]) {
  const id = newId("role");
  await rt().pool.query(
    "insert into roles (id, workspace_id, name, permissions, created_at, updated_at) values ($1, $2, $3, $4, now(), now())",
    [id, ctx.workspaceId, name, permissions],
  );
  return id;
}

describe("an allowlist", () => {
  test("lets only its addresses in, and none that is not told", async () => {
    const { ctx, secret, key } = await keyWith({
      ipAllowlist: ["203.0.113.0/24", "::ffff:198.51.100.0/120"],
    });
    expect(key.ipAllowlist).toEqual(["203.0.113.0/24", "198.51.100.0/24"]);
    const code = async (ip?: string) => (await ask(ctx, secret, ip ? { ip } : {})).code;
    expect(await code("203.0.113.9")).toBe("VALID");
    expect(await code("::ffff:198.51.100.7")).toBe("VALID");
    expect(await code("203.0.114.1")).toBe("FORBIDDEN_IP");
    expect(await code()).toBe("FORBIDDEN_IP");
    expect(rt().usage.events.at(-1)).toMatchObject({ code: "FORBIDDEN_IP", reason: "no ip was passed on" });
  });

  test("comes before permissions and spends nothing", async () => {
    const { ctx, secret } = await keyWith({
      ipAllowlist: ["203.0.113.9"],
      ratelimits: [{ name: "requests", limit: 1, windowMs: 60_000 }],
      credits: { remaining: 1 },
    });
    expect((await ask(ctx, secret, { permissions: "a:b", ip: "192.0.2.1" })).code).toBe("FORBIDDEN_IP");
    expect(await ask(ctx, secret, { ip: "203.0.113.9" })).toMatchObject({
      code: "VALID",
      credits: { remaining: 0 },
    });
  });
});

describe("a publishable key", () => {
  test("reads, from its origins only, whatever its roles come to hold", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await role(ctx, "clerk", ["orders:read", "orders:write"]);
    const { secret } = await createKey(ctx, {
      apiId,
      name: "shop",
      publishable: true,
      permissions: ["prices:read"],
      roles: ["clerk"],
      allowedOrigins: ["https://shop.example"],
    });
    expect(secret).toMatch(/^pk_live_/);
    const origin = "https://shop.example";
    expect(await ask(ctx, secret, { origin, permissions: "orders:read AND prices:read" })).toMatchObject({
      code: "VALID",
      permissions: ["orders:read", "prices:read"],
      roles: ["clerk"],
    });
    expect((await ask(ctx, secret, { origin, permissions: "orders:write" })).code).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
    expect((await ask(ctx, secret, { origin: "https://evil.example" })).code).toBe("FORBIDDEN_IP");
    expect((await ask(ctx, secret)).code).toBe("FORBIDDEN_IP");
  });

  test.each([
    [
      { publishable: true, allowedOrigins: ["https://a.example"], permissions: ["orders:write"] },
      "permissions.0",
    ],
    [{ publishable: true, allowedOrigins: ["https://a.example"], permissions: ["*"] }, "permissions.0"],
    [{ publishable: true }, "allowedOrigins"],
    [{ publishable: true, prefix: "sk", allowedOrigins: ["https://a.example"] }, "prefix"],
    [{ prefix: "pk" }, "prefix"],
    [{ allowedOrigins: ["https://a.example"] }, "allowedOrigins"],
    [{ publishable: true, allowedOrigins: ["https://a.example/path"] }, "allowedOrigins.0"],
    [{ ipAllowlist: ["10.0.0.0/33"] }, "ipAllowlist.0"],
    [{ roles: ["nobody"] }, "roles.0"],
    [{ credits: { remaining: -1 } }, "credits.remaining"],
    [{ credits: { remaining: 1, refill: { interval: "daily", amount: 5, day: 3 } } }, "credits.refill.day"],
  ])("and any key: %j is refused at %s", async (wanted, field) => {
    await expect(keyWith(wanted)).rejects.toMatchObject({ code: "invalid_request", errors: [{ field }] });
  });
});

describe("roles", () => {
  test("give their permissions, and take them away again", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await role(ctx, "reader", ["orders:*"]);
    const { key, secret } = await createKey(ctx, {
      apiId,
      name: "k",
      permissions: ["a:b"],
      roles: ["reader"],
    });
    expect(await ask(ctx, secret, { permissions: "orders:read AND a:b" })).toMatchObject({
      code: "VALID",
      roles: ["reader"],
      permissions: ["a:b", "orders:*"],
    });
    expect((await updateKey(ctx, key.id, { roles: [] })).roles).toEqual([]);
    expect((await ask(ctx, secret, { permissions: "orders:read" })).code).toBe("INSUFFICIENT_PERMISSIONS");
  });
});

describe("limits of several owners", () => {
  test("of the key and its identity both apply; the identity's is shared by its keys", async () => {
    const { ctx, apiId, secret, key } = await keyWith({
      externalId: "c",
      ratelimits: [{ name: "requests", limit: 3, windowMs: 3_600_000 }],
    });
    const other = await createKey(ctx, { apiId, name: "second", externalId: "c" });
    await rt().pool.query("update identities set ratelimits = $2 where id = $1", [
      key.identityId,
      JSON.stringify([{ name: "total", limit: 4, windowMs: 3_600_000, autoApply: true, perKey: false }]),
    ]);
    rt().proofs.forgetAll();
    const codes = [];
    for (let i = 0; i < 4; i++) codes.push((await ask(ctx, secret)).code);
    expect(codes).toEqual(["VALID", "VALID", "VALID", "RATE_LIMITED"]);
    expect((await ask(ctx, other.secret)).code).toBe("VALID");
    const last = await ask(ctx, other.secret);
    expect(last).toMatchObject({
      code: "RATE_LIMITED",
      ratelimits: [{ name: "total", scope: "identity", exceeded: true }],
    });
  });

  test("an API's default holds where the key has none of that name, the identity's own before it, a stricter one for administrators", async () => {
    const { ctx, apiId, secret, key } = await keyWith({ externalId: "c" });
    await updateApi(ctx, apiId, {
      ratelimits: [{ name: "requests", limit: 5, windowMs: 3_600_000 }],
      administrativeRatelimits: [{ name: "requests", limit: 1, windowMs: 3_600_000 }],
    });
    const limitOf = async (value: string) => {
      const answer = await ask(ctx, value, { cost: 0 });
      return answer.code === "VALID" ? answer.ratelimits.map((l) => l.limit) : answer.code;
    };
    expect(await limitOf(secret)).toEqual([5]);
    const own = await createKey(ctx, {
      apiId,
      name: "own",
      ratelimits: [{ name: "requests", limit: 9, windowMs: 60_000 }],
    });
    expect(await limitOf(own.secret)).toEqual([9]);
    const admin = await createKey(ctx, { apiId, name: "admin", permissions: ["users:delete"] });
    await rt().pool.query(
      "update permissions set administrative = true where workspace_id = $1 and name = 'users:delete'",
      [ctx.workspaceId],
    );
    rt().proofs.forgetAll();
    expect(await limitOf(admin.secret)).toEqual([1]);
    await rt().pool.query("update identities set ratelimits = $2 where id = $1", [
      key.identityId,
      JSON.stringify([{ name: "requests", limit: 7, windowMs: 3_600_000, autoApply: true, perKey: true }]),
    ]);
    rt().proofs.forgetAll();
    expect(await limitOf(secret)).toEqual([7]);
  });
});

describe("credits", () => {
  test("are spent by what is valid, and a key without any gives its limits back", async () => {
    const { ctx, secret, key } = await keyWith({
      credits: { remaining: 2 },
      ratelimits: [{ name: "requests", limit: 10, windowMs: 3_600_000 }],
    });
    expect(await ask(ctx, secret)).toMatchObject({ code: "VALID", credits: { remaining: 1 } });
    expect(await ask(ctx, secret, { cost: 5 })).toMatchObject({
      code: "CREDITS_EXHAUSTED",
      valid: false,
      credits: { remaining: 1 },
    });
    expect(await ask(ctx, secret)).toMatchObject({ code: "VALID", credits: { remaining: 0 } });
    expect((await ask(ctx, secret)).code).toBe("CREDITS_EXHAUSTED");
    const read = await ask(ctx, secret, { cost: 0 });
    expect(read).toMatchObject({ code: "VALID", ratelimits: [{ remaining: 8 }] });
    expect((await updateKey(ctx, key.id, { credits: null })).credits).toBeNull();
    expect(await ask(ctx, secret)).toMatchObject({ code: "VALID", credits: null });
  });

  test("of an identity are shared; a key's own come first", async () => {
    const { ctx, apiId, secret, key } = await keyWith({ externalId: "c" });
    const rich = await createKey(ctx, { apiId, name: "rich", externalId: "c", credits: { remaining: 5 } });
    await rt().pool.query(
      "insert into credits (owner_id, workspace_id, remaining, updated_at) values ($1, $2, 1, now())",
      [key.identityId, ctx.workspaceId],
    );
    rt().proofs.forgetAll();
    expect(await ask(ctx, rich.secret)).toMatchObject({ credits: { remaining: 4 } });
    expect(await ask(ctx, secret)).toMatchObject({ code: "VALID", credits: { remaining: 0 } });
    expect((await ask(ctx, secret)).code).toBe("CREDITS_EXHAUSTED");
  });
});

describe("lifetimes", () => {
  test("the API's default is given, its maximum kept", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await updateApi(ctx, apiId, { defaultLifetimeSeconds: 3_600, maxLifetimeSeconds: 7_200 });
    const { key } = await createKey(ctx, { apiId, name: "k" });
    expect(Date.parse(key.expiresAt ?? "")).toBeGreaterThan(Date.now() + 3_500_000);
    const field = { code: "invalid_request", errors: [{ field: "expiresAt" }] };
    await expect(createKey(ctx, { apiId, name: "k", expiresAt: null })).rejects.toMatchObject(field);
    const late = new Date(Date.now() + 8_000_000).toISOString();
    await expect(createKey(ctx, { apiId, name: "k", expiresAt: late })).rejects.toMatchObject(field);
    await expect(updateKey(ctx, key.id, { expiresAt: null })).rejects.toMatchObject(field);
    await expect(updateApi(ctx, apiId, { defaultLifetimeSeconds: 9_000 })).rejects.toMatchObject({
      errors: [{ field: "defaultLifetimeSeconds" }],
    });
  });
});

test("a root key that is limited to APIs knows of no other", async () => {
  const { ctx, secret } = await keyWith({});
  requireScope(ctx, "apis:create");
  const other = await transact(ctx, (ctx) =>
    insertApi(ctx, { name: "other", defaultPrefix: "ot", permissions: [] }),
  );
  expect((await ask(ctx, secret, {}, { apiIds: [other.id] })).code).toBe("NOT_FOUND");
  await expect(
    createKey({ ...ctx, apiIds: ["api_x"] }, { apiId: other.id, name: "k" }),
  ).rejects.toMatchObject({ code: "forbidden" });
});

test("a change that was meant for an earlier version is refused", async () => {
  const { ctx, key } = await keyWith({});
  await updateKey(ctx, key.id, { name: "a" }, key.version);
  await expect(updateKey(ctx, key.id, { name: "b" }, key.version)).rejects.toMatchObject({
    code: "precondition_failed",
  });
});
