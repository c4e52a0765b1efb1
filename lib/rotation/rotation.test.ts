import { describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import type { Ctx } from "../platform/context";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { cancelRotation } from "./cancel-rotation";
import { completeRotation } from "./complete-rotation";
import { extendRotation } from "./extend-rotation";
import { rotateKey } from "./rotate-key";

const rt = useRuntime();

async function answerOf(ctx: Ctx, key: string) {
  const result = await verify(rt(), ctx, { key });
  if (result.kind !== "answer") throw new Error(result.kind);
  return result.answer;
}
const codeOf = async (ctx: Ctx, key: string) => (await answerOf(ctx, key)).code;

async function setUp(expiresAt?: string) {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "k", ...(expiresAt ? { expiresAt } : {}) });
  return { ctx, id: key.id, old: secret };
}

/** Stops the clock at `now`, and lets it go on after the test. */
async function at(ms: number, act: () => Promise<void>) {
  rt().clock.ms = ms;
  try {
    await act();
  } finally {
    rt().clock.ms = null;
  }
}

describe("a rotation", () => {
  test("is one key with two secrets: both verify, only the old one says that it retires", async () => {
    const { ctx, id, old } = await setUp();
    const { secret } = await rotateKey(ctx, id, { overlapSeconds: 3_600 });
    const [before, after] = [await answerOf(ctx, old), await answerOf(ctx, secret)];
    expect(before).toMatchObject({ code: "VALID", keyId: id, rotation: { state: "retiring" } });
    expect(after).toMatchObject({ code: "VALID", keyId: id, rotation: null });
    const { secrets, rotation } = await getKey(ctx, id);
    expect(secrets.map((s) => s.state)).toEqual(["active", "retiring"]);
    expect(rotation).toMatchObject({ newSecretId: secrets[0]?.id, oldSecretId: secrets[1]?.id });
  });

  test("ends by itself at the end of the overlap, on a warm cache too", async () => {
    const { ctx, id, old } = await setUp();
    const now = Date.now();
    await at(now, async () => {
      const { secret } = await rotateKey(ctx, id, { overlapSeconds: 4 });
      expect(await codeOf(ctx, old)).toBe("VALID");
      rt().clock.ms = now + 3_999;
      expect(await codeOf(ctx, old)).toBe("VALID");
      rt().clock.ms = now + 4_000;
      expect(await codeOf(ctx, old)).toBe("EXPIRED");
      expect(await codeOf(ctx, secret)).toBe("VALID");
      expect((await getKey(ctx, id)).rotation).toBeNull();
      await expect(completeRotation(ctx, id)).rejects.toMatchObject({ code: "no_rotation" });
      // The next one begins from the secret that is left.
      await rotateKey(ctx, id, { overlapSeconds: 60 });
    });
  });

  test("with no overlap retires the old secret at once", async () => {
    const { ctx, id, old } = await setUp();
    const { secret } = await rotateKey(ctx, id, { overlapSeconds: 0 });
    expect([await codeOf(ctx, old), await codeOf(ctx, secret)]).toEqual(["EXPIRED", "VALID"]);
  });

  test("is refused while two secrets are active, also when 16 come at once", async () => {
    const { ctx, id } = await setUp();
    const all = await Promise.allSettled(
      Array.from({ length: 16 }, () => rotateKey(ctx, id, { overlapSeconds: 60 })),
    );
    expect(all.filter((r) => r.status === "fulfilled")).toHaveLength(1);
    for (const r of all)
      if (r.status === "rejected") expect(r.reason).toMatchObject({ code: "rotation_in_progress" });
    expect((await getKey(ctx, id)).secrets).toHaveLength(2);
  });

  test("finishes early, once", async () => {
    const { ctx, id, old } = await setUp();
    const { secret } = await rotateKey(ctx, id);
    await completeRotation(ctx, id);
    expect([await codeOf(ctx, old), await codeOf(ctx, secret)]).toEqual(["EXPIRED", "VALID"]);
    await expect(completeRotation(ctx, id)).rejects.toMatchObject({ code: "no_rotation" });
  });

  test("goes back: the new secret is retired, the old one is as before", async () => {
    const { ctx, id, old } = await setUp();
    const { secret } = await rotateKey(ctx, id);
    await cancelRotation(ctx, id);
    expect(await answerOf(ctx, old)).toMatchObject({ code: "VALID", rotation: null });
    expect(await codeOf(ctx, secret)).toBe("EXPIRED");
    const again = await rotateKey(ctx, id);
    expect(await codeOf(ctx, again.secret)).toBe("VALID");
  });

  test("is extended, only to a later time", async () => {
    const { ctx, id } = await setUp();
    await rotateKey(ctx, id, { overlapSeconds: 3_600 });
    await extendRotation(ctx, id, { overlapSeconds: 7_200 });
    const retiresAt = Date.parse((await getKey(ctx, id)).rotation?.retiresAt ?? "");
    expect(retiresAt - Date.now()).toBeGreaterThan(7_100_000);
    await expect(extendRotation(ctx, id, { overlapSeconds: 60 })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test("never outlives the key's own expiry, also one that is set later", async () => {
    const expiry = new Date(Date.now() + 600_000).toISOString();
    const { ctx, id } = await setUp(expiry);
    await rotateKey(ctx, id, { overlapSeconds: 86_400 });
    expect((await getKey(ctx, id)).rotation?.retiresAt).toBe(expiry);
    const sooner = new Date(Date.now() + 60_000).toISOString();
    await updateKey(ctx, id, { expiresAt: sooner });
    expect((await getKey(ctx, id)).rotation?.retiresAt).toBe(sooner);
  });

  test("of a revoked key is refused, and revoking ends both secrets", async () => {
    const { ctx, id, old } = await setUp();
    const { secret } = await rotateKey(ctx, id);
    await revokeKey(ctx, id);
    expect([await codeOf(ctx, old), await codeOf(ctx, secret)]).toEqual(["REVOKED", "REVOKED"]);
    await expect(rotateKey(ctx, id)).rejects.toMatchObject({ code: "key_ended" });
  });
});
