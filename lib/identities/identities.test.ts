import { describe, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list-audit-events";
import { changeIdentityCredits } from "../credits/change-identity-credits";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import type { Ctx } from "../platform/context";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { createIdentity } from "./create-identity";
import { deleteIdentity } from "./delete-identity";
import { getIdentity } from "./get-identity";
import { listIdentities } from "./list-identities";
import { updateIdentity } from "./update-identity";

const rt = useRuntime();

async function ask(ctx: Ctx, key: string) {
  const result = await verify(rt(), { workspaceId: ctx.workspaceId }, { key });
  if (result.kind !== "answer" || result.answer.code === "NOT_FOUND") throw new Error(JSON.stringify(result));
  return result.answer;
}

describe("identities", () => {
  test("are created with metadata, limits and credits, read, changed and deleted, each with its audit event", async () => {
    const { ctx } = await testWorkspace(rt());
    const made = await createIdentity(ctx, {
      externalId: "customer_42",
      metadata: { plan: "pro" },
      ratelimits: [{ name: "total", limit: 10, windowMs: 60_000 }],
      credits: { remaining: 5, refill: { interval: "daily", amount: 5 } },
    });
    expect(made).toMatchObject({
      externalId: "customer_42",
      metadata: { plan: "pro" },
      ratelimits: [{ name: "total", autoApply: true, perKey: false }],
      credits: { remaining: 5, refill: { interval: "daily", amount: 5, day: null } },
      usedBy: { keys: 0 },
      version: 1,
    });
    expect(await getIdentity(ctx, made.id)).toEqual(made);
    expect(
      await updateIdentity(ctx, made.id, { metadata: { plan: "pro" }, credits: { remaining: 5 } }),
    ).toEqual(made);
    const changed = await updateIdentity(ctx, made.id, { metadata: {}, credits: null }, 1);
    expect(changed).toMatchObject({ metadata: {}, credits: null, version: 2 });
    await expect(updateIdentity(ctx, made.id, { metadata: {} }, 1)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await deleteIdentity(ctx, made.id);
    await expect(getIdentity(ctx, made.id)).rejects.toMatchObject({ code: "not_found" });
    const { items } = await listAuditEvents(ctx, { targetId: made.id });
    expect(items.map((event) => event.action)).toEqual([
      "identity.deleted",
      "identity.updated",
      "identity.created",
    ]);
    expect(items[1]).toMatchObject({
      before: { metadata: { plan: "pro" }, credits: { remaining: 5 } },
      after: { metadata: {}, credits: null },
    });
  });

  test("have an externalId each, also where a key made it", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await createKey(ctx, { apiId, name: "k", externalId: "c" });
    await expect(createIdentity(ctx, { externalId: "c" })).rejects.toMatchObject({
      code: "conflict",
      errors: [{ field: "externalId", message: '"c" is another identity\'s' }],
    });
  });

  test.each([
    [{ externalId: "" }, "externalId"],
    [{ externalId: "c", ratelimits: [{ name: "a", limit: 1, windowMs: 0 }] }, "ratelimits.0.windowMs"],
    [
      {
        externalId: "c",
        ratelimits: Array.from({ length: 21 }, (_, i) => ({ name: `l${i}`, limit: 1, windowMs: 1_000 })),
      },
      "ratelimits",
    ],
    [{ externalId: "c", credits: { remaining: -1 } }, "credits.remaining"],
    [{ externalId: "c", name: "x" }, "name"],
  ])("%j is refused at %s", async (wanted, field) => {
    const { ctx } = await testWorkspace(rt());
    await expect(createIdentity(ctx, wanted as never)).rejects.toMatchObject({ errors: [{ field }] });
  });

  test("change what their keys are held to at once: metadata, shared limits, a limit for each key, credits", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { secret, key } = await createKey(ctx, { apiId, name: "k", externalId: "c" });
    const other = await createKey(ctx, { apiId, name: "other", externalId: "c" });
    const id = key.identityId ?? "";
    expect((await ask(ctx, secret)).ratelimits).toEqual([]);
    await updateIdentity(ctx, id, {
      metadata: { plan: "pro" },
      ratelimits: [
        { name: "total", limit: 3, windowMs: 3_600_000 },
        { name: "requests", limit: 9, windowMs: 3_600_000, perKey: true },
      ],
    });
    const first = await ask(ctx, secret);
    expect(first.identity).toMatchObject({ metadata: { plan: "pro" } });
    expect(first.ratelimits).toMatchObject([
      { name: "requests", scope: "key", remaining: 8 },
      { name: "total", scope: "identity", remaining: 2 },
    ]);
    expect((await ask(ctx, other.secret)).ratelimits).toMatchObject([
      { name: "requests", remaining: 8 },
      { name: "total", remaining: 1 },
    ]);
    await updateIdentity(ctx, id, { ratelimits: [], credits: { remaining: 1 } });
    expect(await ask(ctx, secret)).toMatchObject({
      code: "VALID",
      ratelimits: [],
      credits: { remaining: 0 },
    });
    expect((await ask(ctx, other.secret)).code).toBe("CREDITS_EXHAUSTED");
    await updateIdentity(ctx, id, { credits: null });
    expect(await ask(ctx, other.secret)).toMatchObject({ code: "VALID", credits: null });
    await changeIdentityCredits(ctx, id, { set: 2 });
    expect(await ask(ctx, other.secret)).toMatchObject({ credits: { remaining: 1 } });
  });

  test("are not deleted while keys that are not revoked belong to them; revoked keys lose their owner", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "k", externalId: "c" });
    const id = key.identityId ?? "";
    expect((await listIdentities(ctx)).items).toMatchObject([{ externalId: "c", usedBy: { keys: 1 } }]);
    await expect(deleteIdentity(ctx, id)).rejects.toMatchObject({
      code: "conflict",
      detail: "1 key that is not revoked belongs to c. Revoke it first, or give it another owner.",
    });
    await changeIdentityCredits(ctx, id, { set: 5 });
    await revokeKey(ctx, key.id);
    await deleteIdentity(ctx, id);
    expect(await getKey(ctx, key.id)).toMatchObject({ externalId: null, identityId: null });
    const { rows } = await rt().pool.query("select 1 from credits where owner_id = $1", [id]);
    expect(rows).toEqual([]);
  });

  test("a key that gets one while it is being deleted has an owner that is there", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "changed" });
    for (let round = 0; round < 8; round++) {
      const externalId = `c${round}`;
      const { id } = await createIdentity(ctx, { externalId });
      const [made, changed] = await Promise.allSettled([
        createKey(ctx, { apiId, name: "made", externalId }),
        updateKey(ctx, key.id, { externalId }),
        deleteIdentity(ctx, id),
      ]);
      expect([made.status, changed.status]).toEqual(["fulfilled", "fulfilled"]);
      expect((await getKey(ctx, key.id)).externalId).toBe(externalId);
    }
  });

  test("are found by a part of their externalId", async () => {
    const { ctx } = await testWorkspace(rt());
    for (const externalId of ["acme_1", "acme_2", "other%"]) await createIdentity(ctx, { externalId });
    const found = async (search: string) =>
      (await listIdentities(ctx, { search })).items.map((one) => one.externalId).sort();
    expect(await found("CME_")).toEqual(["acme_1", "acme_2"]);
    expect(await found("%")).toEqual(["other%"]);
    const first = await listIdentities(ctx, { limit: 2 });
    const rest = await listIdentities(ctx, { limit: 2, cursor: first.nextCursor ?? "" });
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
  });

  test("of another workspace do not exist; who may only read changes none", async () => {
    const [one, two] = [await testWorkspace(rt()), await testWorkspace(rt())];
    const { id } = await createIdentity(one.ctx, { externalId: "c" });
    const acts = (ctx: Ctx) => [
      () => updateIdentity(ctx, id, { metadata: {} }),
      () => changeIdentityCredits(ctx, id, { set: 1 }),
      () => deleteIdentity(ctx, id),
    ];
    for (const act of acts(two.ctx)) await expect(act()).rejects.toMatchObject({ code: "not_found" });
    for (const it of [
      testContext(rt(), one.ctx.workspaceId, ["identities:read"]),
      { ...one.ctx, apiIds: [one.apiId] },
    ])
      for (const act of acts(it)) await expect(act()).rejects.toMatchObject({ code: "forbidden" });
  });
});
