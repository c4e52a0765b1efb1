import { describe, expect, test } from "vitest";
import { ProofCache } from "../credentials/cache";
import { createKey } from "../keys/create-key";
import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import type { Ctx } from "../platform/context";
import { generateSecret } from "../platform/secret";
import { createRootKey } from "../root-keys/create-root-key";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "./decide";
import type { VerifyRequest } from "./schemas";

const rt = useRuntime();

async function ask(ctx: Ctx, key: string, rest: Omit<VerifyRequest, "key"> = {}) {
  const result = await verify(rt(), ctx, { key, ...rest });
  if (result.kind !== "answer") throw new Error(JSON.stringify(result));
  return result.answer;
}
const code = async (...args: Parameters<typeof ask>) => (await ask(...args)).code;

describe("a verification", () => {
  test("of a good key says whose it is", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key, secret } = await createKey(ctx, {
      apiId,
      name: "billing worker",
      externalId: "customer_42",
      permissions: ["orders:read"],
      metadata: { plan: "pro" },
    });
    expect(await ask(ctx, secret)).toMatchObject({
      valid: true,
      code: "VALID",
      keyId: key.id,
      secretId: key.secrets[0]?.id,
      apiId,
      name: "billing worker",
      environment: "live",
      identity: { externalId: "customer_42" },
      permissions: ["orders:read"],
      metadata: { plan: "pro" },
      rotation: null,
    });
  });

  test("of what is not this workspace's key tells nothing else", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const stranger = (await testWorkspace(rt())).ctx;
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const root = (await createRootKey(ctx, { name: "r", permissions: ["*"] })).secret;
    const swapped = `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`;
    for (const [who, key] of [
      [stranger, secret],
      [ctx, root],
      [ctx, swapped],
      [ctx, generateSecret("sk", "live")],
      [ctx, "hello"],
      [ctx, ""],
    ] as const)
      expect(await ask(who, key)).toEqual({
        valid: false,
        code: "NOT_FOUND",
        requestId: expect.stringMatching(/^req_/),
      });
  });

  test("that is malformed or mistyped costs no look-up", async () => {
    const { ctx } = await testWorkspace(rt());
    let lookUps = 0;
    const proofs = new ProofCache(
      async () => {
        lookUps++;
        return [null];
      },
      Date.now,
      10,
    );
    for (const key of ["", "hello", `${generateSecret("sk", "live").slice(0, -1)}-`, "x".repeat(4_000)])
      await verify({ ...rt(), proofs }, ctx, { key });
    expect(lookUps).toBe(0);
    await verify({ ...rt(), proofs }, ctx, { key: generateSecret("sk", "live") });
    expect(lookUps).toBe(1);
  });

  test("checks in the contract's order: the first that holds wins", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const now = Date.now();
    rt().clock.ms = now;
    try {
      const { key, secret } = await createKey(ctx, {
        apiId,
        name: "k",
        expiresAt: new Date(now + 60_000).toISOString(),
        ratelimits: [{ name: "requests", limit: 1, windowMs: 3_600_000 }],
      });
      const denied = { permissions: "orders:write" };
      expect(await code(ctx, secret)).toBe("VALID");
      expect(await code(ctx, secret)).toBe("RATE_LIMITED");
      expect(await code(ctx, secret, denied)).toBe("INSUFFICIENT_PERMISSIONS");
      rt().clock.ms = now + 60_000;
      expect(await code(ctx, secret, denied)).toBe("EXPIRED");
      await updateKey(ctx, key.id, { enabled: false });
      expect(await code(ctx, secret, denied)).toBe("DISABLED");
      await revokeKey(ctx, key.id);
      expect(await code(ctx, secret, denied)).toBe("REVOKED");
    } finally {
      rt().clock.ms = null;
    }
  });

  test("that is denied spends no limit", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const limit = { name: "requests", limit: 2, windowMs: 3_600_000 };
    const { secret } = await createKey(ctx, { apiId, name: "k", ratelimits: [limit] });
    for (let i = 0; i < 5; i++) await ask(ctx, secret, { permissions: "orders:write" });
    expect(await ask(ctx, secret)).toMatchObject({
      code: "VALID",
      ratelimits: [{ remaining: 1, exceeded: false }],
    });
  });

  test("takes the limits asked for by name, all or none, with their cost", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { secret } = await createKey(ctx, {
      apiId,
      name: "k",
      ratelimits: [
        { name: "requests", limit: 10, windowMs: 60_000 },
        { name: "exports", limit: 3, windowMs: 60_000, autoApply: false },
      ],
    });
    const both = [{ name: "requests" }, { name: "exports", cost: 2 }];
    expect((await ask(ctx, secret)) as object).toMatchObject({
      ratelimits: [{ name: "requests", remaining: 9 }],
    });
    expect(await ask(ctx, secret, { ratelimits: both })).toMatchObject({
      code: "VALID",
      ratelimits: [
        { name: "requests", remaining: 8 },
        { name: "exports", remaining: 1 },
      ],
    });
    expect(await ask(ctx, secret, { ratelimits: both })).toMatchObject({
      code: "RATE_LIMITED",
      ratelimits: [
        { name: "requests", remaining: 8, exceeded: false },
        { name: "exports", remaining: 1, exceeded: true },
      ],
    });
    expect(
      await ask(ctx, secret, { ratelimits: [{ name: "own", limit: 1, windowMs: 1_000 }], cost: 0 }),
    ).toMatchObject({
      code: "VALID",
      ratelimits: [
        { name: "requests", remaining: 8 },
        { name: "own", remaining: 1 },
      ],
    });
    expect(await verify(rt(), ctx, { key: secret, ratelimits: [{ name: "nope" }] })).toMatchObject({
      kind: "invalid",
      field: "ratelimits.0.name",
    });
  });

  test("lets exactly the limit through at 64 at once, with both secrets counted together", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { secret } = await createKey(ctx, {
      apiId,
      name: "k",
      ratelimits: [{ name: "requests", limit: 20, windowMs: 3_600_000 }],
    });
    const codes = await Promise.all(Array.from({ length: 64 }, () => code(ctx, secret)));
    expect(codes.filter((c) => c === "VALID")).toHaveLength(20);
    expect(codes.filter((c) => c === "RATE_LIMITED")).toHaveLength(44);
  });

  test("with an unreadable query is refused with the position, whatever the key", async () => {
    const { ctx } = await testWorkspace(rt());
    expect(await verify(rt(), ctx, { key: "hello", permissions: "a:b AND" })).toEqual({
      kind: "invalid",
      field: "permissions",
      message: expect.stringContaining("position 7"),
    });
  });

  test("of an unknown key with the database gone is unavailable, never valid and never NOT_FOUND", async () => {
    const { ctx } = await testWorkspace(rt());
    const proofs = new ProofCache(() => Promise.reject(new Error("gone")), Date.now, 10);
    expect(await verify({ ...rt(), proofs }, ctx, { key: generateSecret("sk", "live") })).toEqual({
      kind: "unavailable",
    });
  });

  test("that could not be counted is not answered, and spends nothing", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const limit = { name: "requests", limit: 1, windowMs: 60_000, autoApply: true };
    const { secret } = await createKey(ctx, { apiId, name: "k", ratelimits: [limit] });
    rt().usage.accepting = false;
    expect(await verify(rt(), ctx, { key: secret })).toEqual({ kind: "unavailable", notCounted: true });
    rt().usage.accepting = true;
    expect(await code(ctx, secret)).toBe("VALID");
  });

  test("is one usage event, with the reason and without the secret", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key, secret } = await createKey(ctx, { apiId, name: "k", externalId: "c" });
    const before = rt().usage.events.length;
    await ask(ctx, secret, { cost: 3, ip: "203.0.113.9", tags: ["path=/orders"] });
    await ask(ctx, secret, { permissions: "orders:write" });
    await ask(ctx, "hello");
    const events = rt().usage.events.slice(before);
    const mine = {
      workspaceId: ctx.workspaceId,
      keyId: key.id,
      apiId,
      environment: "live",
      identityId: key.identityId,
    };
    expect(events).toMatchObject([
      { ...mine, code: "VALID", cost: 3, ip: "203.0.113.9", tags: ["path=/orders"], reason: null },
      { ...mine, code: "INSUFFICIENT_PERMISSIONS", cost: 0, reason: "orders:write" },
      { workspaceId: ctx.workspaceId, code: "NOT_FOUND", keyId: "", cost: 0 },
    ]);
    expect(JSON.stringify(events)).not.toContain(secret);
  });
});
