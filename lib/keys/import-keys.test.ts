import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { auditHash, GENESIS } from "../audit/audit";
import type { Ctx } from "../platform/context";
import { rotateKey } from "../rotation/rotate-key";
import { collect, testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { getKey } from "./get-key";
import { importKeys } from "./import-keys";

const rt = useRuntime();
const sha256 = (text: string, as: "hex" | "base64" | "base64url" = "hex") =>
  createHash("sha256").update(text).digest(as);

const imported = (...args: Parameters<typeof importKeys>) => collect(importKeys(...args));

const many = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ name: `k${i}`, hash: sha256(`${name}_${i}`) }));

async function keysOf(ctx: Ctx) {
  const { rows } = await rt().pool.query<{ count: number }>(
    "select count(*)::int as count from credentials where workspace_id = $1",
    [ctx.workspaceId],
  );
  return rows[0]?.count;
}

async function code(ctx: Ctx, key: string) {
  const caller = { workspaceId: ctx.workspaceId, foreignSecrets: true };
  const result = await verify(rt(), caller, { key });
  return result.kind === "answer" ? result.answer.code : result.kind;
}

describe("an import", () => {
  test("of hashes: each verifies as any other, and what is wrong with one does not refuse the others", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const results = await imported(ctx, {
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
    expect(results.map((r) => r.errors?.map((e) => e.field) ?? r.status)).toEqual([
      "created",
      "created",
      "created",
      ["name", "hash"],
      ["hash"],
      ["hash"],
      ["roles.0"],
      ["color"],
    ]);
    expect(
      await Promise.all(["acme_one", "acme_two", "acme_three", "acme_none"].map((k) => code(ctx, k))),
    ).toEqual(["VALID", "VALID", "DISABLED", "NOT_FOUND"]);
    const again = [{ name: "again", hash: sha256("acme_one") }];
    expect(await imported(ctx, { apiId, keys: again })).toEqual([
      { index: 0, status: "existed", keyId: results[0]?.keyId },
    ]);
    // Of a key of somebody else nothing is told but that its value cannot be taken.
    const stranger = await testWorkspace(rt());
    expect(await imported(stranger.ctx, { apiId: stranger.apiId, keys: again })).toEqual([
      {
        index: 0,
        status: "refused",
        keyId: null,
        errors: [{ field: "hash", message: "is known already" }],
      },
    ]);
  });

  test("of plaintexts keeps neither them nor a fast hash of them, and only the value itself verifies", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const value = "correct-horse-battery-staple";
    const results = await imported(ctx, { apiId, keys: [{ name: "weak", plaintext: value }] });
    const keyId = results[0]?.keyId ?? "";
    const { rows } = await rt().pool.query<{ line: string }>(
      "select s::text as line from proofs s where credential_id = $1",
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
    const results = await imported(ctx, {
      apiId,
      keys: [{ name: "k", hash: sha256("old"), prefix: "acme" }],
    });
    const { secret } = await rotateKey(ctx, results[0]?.keyId ?? "", { overlapSeconds: 60 });
    expect(secret).toMatch(/^acme_live_[0-9A-Za-z]{49,}$/);
    expect([await code(ctx, "old"), await code(ctx, secret)]).toEqual(["VALID", "VALID"]);
  });

  test("of thousands writes an event for each, in a whole chain", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const keys = Array.from({ length: 2_000 }, (_, i) => ({
      name: `k${i}`,
      hash: sha256(`bulk_${i}`),
      externalId: `c${i % 50}`,
    }));
    expect(new Set((await imported(ctx, { apiId, keys })).map((r) => r.status))).toEqual(
      new Set(["created"]),
    );
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

  test("stops with its caller: no step begins that nobody asked for", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const steps = importKeys(ctx, { apiId, keys: many(1_000, "stopped") });
    let results = 0;
    for await (const step of steps) {
      results += step.length;
      if (results >= 50) break;
    }
    expect(results).toBeLessThan(500);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await keysOf(ctx)).toBe(results);
  });

  test("rolls the step back that is under way when its caller is gone", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const gone = { ...ctx, signal: AbortSignal.abort() };
    await expect(imported(gone, { apiId, keys: many(5, "gone") })).rejects.toThrow("nobody waits");
    expect(await keysOf(ctx)).toBe(0);
  });

  test("lets others' statements in between its steps, and look-ups first", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    let ended = false;
    const all = imported(ctx, { apiId, keys: many(3_000, "between") }).finally(() => {
      ended = true;
    });
    const other = await testWorkspace(rt());
    const waits: number[] = [];
    while (!ended) {
      const began = performance.now();
      // A look-up of a value that is not in memory.
      await rt().proofs.get(sha256(`${waits.length}`, "base64"), "ws_1");
      waits.push(performance.now() - began);
      await rt().db.query.credentials.findFirst({
        where: (t, { eq }) => eq(t.workspaceId, other.ctx.workspaceId),
      });
    }
    expect((await all).every((r) => r.status === "created")).toBe(true);
    // More turns than the import would leave if it held the database for all of its steps.
    expect(waits.length).toBeGreaterThan(20);
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)]).toBeLessThan(100);
  });

  test("forgets nothing that is known of others, and keeps what they look up meanwhile", async () => {
    const other = await testWorkspace(rt());
    await imported(other.ctx, { apiId: other.apiId, keys: many(1, "theirs") });
    const known = sha256("theirs_0", "base64");
    await rt().proofs.get(known, "ws_1");
    const { ctx, apiId } = await testWorkspace(rt());
    await imported(ctx, { apiId, keys: many(1, "first") });
    const before = await rt().proofs.get(known, "ws_1");
    const steps = importKeys(ctx, { apiId, keys: many(300, "meanwhile") });
    for await (const _ of steps) expect(rt().proofs.get(known, "ws_1")).toBe(before);
  });

  test("done twice at once makes each key once", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const both = await Promise.all([0, 1].map(() => imported(ctx, { apiId, keys: many(200, "both") })));
    expect(await keysOf(ctx)).toBe(200);
    const [one, two] = both.map((results) => results.map((r) => r.keyId));
    expect(one).toEqual(two);
  });

  test("of another workspace's API does not exist", async () => {
    const { ctx } = await testWorkspace(rt());
    const other = await testWorkspace(rt());
    await expect(
      imported(ctx, { apiId: other.apiId, keys: [{ name: "k", hash: sha256("q") }] }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("one workspace's first uses of plaintexts wait for each other, and another's passes them", async () => {
    const [hostile, quiet] = await Promise.all([testWorkspace(rt()), testWorkspace(rt())]);
    const plain = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `p${i}`, plaintext: `legacy-${name}-${i}` }));
    const [many, one] = [plain(hostile.apiId, 60), plain(quiet.apiId, 1)];
    await imported(hostile.ctx, { apiId: hostile.apiId, keys: many });
    await imported(quiet.ctx, { apiId: quiet.apiId, keys: one });
    const ended: string[] = [];
    const use = async ({ ctx }: typeof quiet, key: string, who: string) => {
      const outcome = await code(ctx, key);
      ended.push(who);
      return outcome;
    };
    const flood = many.map(({ plaintext }) => use(hostile, plaintext, "hostile"));
    const own = use(quiet, one[0]?.plaintext ?? "", "quiet");
    expect(await own).toBe("VALID");
    expect(await code(quiet.ctx, many[0]?.plaintext ?? "")).toBe("NOT_FOUND");
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["VALID"]));
    expect(ended.indexOf("quiet")).toBeLessThan(20);
  });
});
