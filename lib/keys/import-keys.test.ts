import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { auditHash, GENESIS } from "../audit/audit";
import type { Ctx } from "../context";
import { rotateKey } from "../rotation/rotate-key";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/verify";
import { getKey } from "./get-key";
import { importKeys } from "./import-keys";

const rt = useRuntime();
const sha256 = (text: string, as: "hex" | "base64" | "base64url" = "hex") =>
  createHash("sha256").update(text).digest(as);

async function code(ctx: Ctx, key: string) {
  const caller = { workspaceId: ctx.workspaceId, foreignSecrets: true };
  const result = await verify(rt(), caller, { key });
  return result.kind === "answer" ? result.answer.code : result.kind;
}

describe("an import", () => {
  test("of hashes: each verifies as any other, and what is wrong with one does not refuse the others", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { results, imported, failed } = await importKeys(ctx, {
      apiId,
      keys: [
        { name: "hex", hash: sha256("acme_one"), start: "acme_o", externalId: "c1", permissions: ["a:b"] },
        { name: "base64", hash: sha256("acme_two", "base64"), environment: "test", externalId: "c1" },
        { name: "url", hash: sha256("acme_three", "base64url"), enabled: false },
        { name: "", hash: "zz" },
        { name: "twice", hash: sha256("acme_one") },
        { name: "both", hash: sha256("x"), plaintext: "12345678" },
        { name: "role", hash: sha256("acme_role"), roles: ["nobody"] },
        { name: "surprise", hash: sha256("acme_s"), color: "red" },
      ],
    });
    expect([imported, failed]).toEqual([3, 5]);
    expect(results.map((r) => r.errors?.map((e) => e.field) ?? "ok")).toEqual([
      "ok",
      "ok",
      "ok",
      ["name", "hash"],
      ["hash"],
      ["hash"],
      ["roles.0"],
      ["color"],
    ]);
    expect(
      await Promise.all(["acme_one", "acme_two", "acme_three", "acme_none"].map((k) => code(ctx, k))),
    ).toEqual(["VALID", "VALID", "DISABLED", "NOT_FOUND"]);
    const again = await importKeys(ctx, { apiId, keys: [{ name: "again", hash: sha256("acme_one") }] });
    expect(again.results[0]?.errors).toEqual([{ field: "hash", message: "is known already" }]);
  });

  test("of plaintexts keeps neither them nor a fast hash of them, and only the value itself verifies", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const value = "correct-horse-battery-staple";
    const { results } = await importKeys(ctx, { apiId, keys: [{ name: "weak", plaintext: value }] });
    const keyId = results[0]?.keyId ?? "";
    const { rows } = await rt().pool.query<{ line: string }>(
      "select s::text as line from secrets s where key_id = $1",
      [keyId],
    );
    expect(rows[0]?.line).toContain("$argon2id$");
    for (const kept of [value, sha256(value), value.slice(0, 12)]) expect(rows[0]?.line).not.toContain(kept);
    expect(await code(ctx, value)).toBe("VALID");
    expect(await code(ctx, `${value}r`)).toBe("NOT_FOUND");
    expect((await getKey(ctx, keyId)).secrets[0]).toMatchObject({ start: "corr", last4: "aple" });
  });

  test("is replaced by a secret of our form at the first rotation", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { results } = await importKeys(ctx, {
      apiId,
      keys: [{ name: "k", hash: sha256("old"), prefix: "acme" }],
    });
    const { secret } = await rotateKey(ctx, results[0]?.keyId ?? "", { overlapSeconds: 60 });
    expect(secret).toMatch(/^acme_live_[0-9A-Za-z]{49,}$/);
    expect([await code(ctx, "old"), await code(ctx, secret)]).toEqual(["VALID", "VALID"]);
  });

  test("of thousands is one act with an event for each, in a whole chain", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const keys = Array.from({ length: 2_000 }, (_, i) => ({
      name: `k${i}`,
      hash: sha256(`bulk_${i}`),
      externalId: `c${i % 50}`,
    }));
    expect((await importKeys(ctx, { apiId, keys })).imported).toBe(2_000);
    expect(await code(ctx, "bulk_1999")).toBe("VALID");
    const events = await rt().db.query.auditEvents.findMany({
      where: (t, { eq }) => eq(t.workspaceId, ctx.workspaceId),
      orderBy: (t, { asc }) => asc(t.sequence),
    });
    expect(events).toHaveLength(2_050);
    let previous: Buffer = GENESIS;
    for (const { hash, previousHash, ...event } of events) {
      expect(previousHash.equals(previous)).toBe(true);
      expect(auditHash(previous, event).equals(hash)).toBe(true);
      previous = hash;
    }
  });

  test("of another workspace's API does not exist", async () => {
    const { ctx } = await testWorkspace(rt());
    const other = await testWorkspace(rt());
    await expect(
      importKeys(ctx, { apiId: other.apiId, keys: [{ name: "k", hash: sha256("q") }] }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
