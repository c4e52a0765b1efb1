import { describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { updateKey } from "../keys/update-key";
import { generateSecret } from "../platform/secret";
import { rotateKey } from "../rotation/rotate-key";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "./decide";
import { explain } from "./explain";

const rt = useRuntime();

async function keyWith(wanted: Record<string, unknown> = {}) {
  const { ctx, apiId } = await testWorkspace(rt());
  return { ctx, apiId, ...(await createKey(ctx, { apiId, name: "k", ...wanted } as never)) };
}

const outcomes = (steps: { id: string; outcome: string }[]) =>
  steps.map(({ id, outcome }) => (outcome === "passed" ? "+" : outcome === "denied" ? id : "-")).join(" ");

describe("an explanation", () => {
  test("says what verify would answer, step by step, and changes nothing", async () => {
    const { ctx, key, secret } = await keyWith({
      permissions: ["orders:read"],
      ratelimits: [{ name: "requests", limit: 2, windowMs: 3_600_000 }],
      credits: { remaining: 2 },
    });
    const before = rt().usage.events.length;
    for (let i = 0; i < 3; i++) {
      const { answer, steps } = await explain(ctx, { key: secret, permissions: "orders:read" });
      expect(answer).toMatchObject({
        code: "VALID",
        keyId: key.id,
        credits: { remaining: 1 },
        ratelimits: [{ remaining: 1 }],
      });
      expect(outcomes(steps)).toBe("+ + + + + + + +");
    }
    expect(rt().usage.events).toHaveLength(before);
    const real = await verify(rt(), ctx, { key: secret });
    expect(real).toMatchObject({ answer: { credits: { remaining: 1 }, ratelimits: [{ remaining: 1 }] } });
  });

  test("stops where verify does, with the reason and what stands behind it", async () => {
    const { ctx, key, secret } = await keyWith({
      permissions: ["orders:read"],
      ratelimits: [{ name: "requests", limit: 5, windowMs: 3_600_000 }],
    });
    const denied = await explain(ctx, {
      keyId: key.id,
      permissions: "orders:read AND (orders:write OR admin:*)",
    });
    expect(denied.answer.code).toBe("INSUFFICIENT_PERMISSIONS");
    expect(outcomes(denied.steps)).toBe("+ + + + + permissions - -");
    expect(denied.permissions).toEqual([
      { name: "orders:read", has: true },
      { name: "orders:write", has: false },
      { name: "admin:*", has: false },
    ]);
    expect((await explain(ctx, { keyId: key.id, cost: 6 })).answer.code).toBe("RATE_LIMITED");
    await updateKey(ctx, key.id, { enabled: false });
    expect(outcomes((await explain(ctx, { key: secret })).steps)).toBe("+ + enabled - - - - -");
  });

  test("knows the secrets of a rotation apart", async () => {
    const { ctx, key, secret } = await keyWith();
    await rotateKey(ctx, key.id, { overlapSeconds: 3_600 });
    const old = await explain(ctx, { key: secret });
    expect(old.answer).toMatchObject({ code: "VALID", rotation: { state: "retiring" } });
    expect(old.steps[0]?.detail).toContain("old secret of a rotation");
    expect((await explain(ctx, { keyId: key.id })).answer).toMatchObject({ rotation: null });
  });

  test("tells a person why a value was not found, and never another workspace's", async () => {
    const { ctx } = await keyWith();
    const { secret, key } = await keyWith();
    const why = async (value: string) => {
      const { answer, steps } = await explain(ctx, { key: value });
      expect(answer).toMatchObject({ code: "NOT_FOUND", valid: false });
      return steps[0]?.detail;
    };
    expect(await why("hello")).toContain("not the form");
    expect(await why(`${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`)).toContain("mistyped");
    expect(await why(generateSecret("sk", "live"))).toBe(await why(secret));
    await expect(explain(ctx, { keyId: key.id })).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    [{}, "key"],
    [{ key: "a", keyId: "b" }, "key"],
    [{ key: "hello", permissions: "a AND" }, "permissions"],
    [{ key: "hello", ip: "300.1.1.1" }, "ip"],
  ])("of %j names the field", async (input, field) => {
    const { ctx } = await keyWith();
    await expect(explain(ctx, input)).rejects.toMatchObject({ code: "invalid_request", errors: [{ field }] });
  });
});
