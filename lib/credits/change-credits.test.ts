import { describe, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list-audit-events";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { changeKeyCredits } from "./change-key-credits";
import type { CreditsInput } from "./fields";
import { CreditLedger } from "./ledger";

const rt = useRuntime();

async function keyWith(credits: CreditsInput | null) {
  const { ctx, apiId } = await testWorkspace(rt());
  return { ctx, ...(await createKey(ctx, { apiId, name: "k", credits })) };
}

describe("a key's credits", () => {
  test("are topped up and set, a refill going on as before, each with its audit event", async () => {
    const { ctx, key } = await keyWith({
      remaining: 10,
      refill: { interval: "monthly", amount: 100, day: 31 },
    });
    const added = await changeKeyCredits(ctx, key.id, { add: 5 });
    expect(added).toMatchObject({ remaining: 15, refill: { amount: 100, day: 31 } });
    expect(added.nextRefillAt).toBe(key.credits?.nextRefillAt);
    expect(await changeKeyCredits(ctx, key.id, { set: 3 })).toMatchObject({
      remaining: 3,
      refill: { amount: 100 },
    });
    const { items } = await listAuditEvents(ctx, { targetId: key.id, limit: 2 });
    expect(items).toMatchObject([
      {
        action: "key.credits_set",
        before: { credits: { remaining: 15 } },
        after: { credits: { remaining: 3 } },
      },
      {
        action: "key.credits_added",
        before: { credits: { remaining: 10 } },
        after: { credits: { remaining: 15 } },
      },
    ]);
  });

  test.each([[{}], [{ add: 1, set: 1 }], [{ add: 0 }], [{ set: -1 }], [{ add: 1.5 }], [{ set: 1e13 }]])(
    "%j is refused",
    async (change) => {
      const { ctx, key } = await keyWith({ remaining: 1 });
      await expect(changeKeyCredits(ctx, key.id, change)).rejects.toMatchObject({ code: "invalid_request" });
    },
  );

  test("cannot be added to where calls are not counted, nor past what there can be, nor to a revoked key", async () => {
    const { ctx, key, secret } = await keyWith(null);
    const ask = async () => {
      const result = await verify(rt(), { workspaceId: ctx.workspaceId }, { key: secret });
      return result.kind === "answer" && result.answer.code === "VALID" ? result.answer.credits : result;
    };
    await expect(changeKeyCredits(ctx, key.id, { add: 1 })).rejects.toMatchObject({ code: "conflict" });
    expect(await ask()).toBeNull();
    await changeKeyCredits(ctx, key.id, { set: 2 });
    expect(await ask()).toEqual({ remaining: 1 });
    await expect(changeKeyCredits(ctx, key.id, { add: 1e12 })).rejects.toMatchObject({
      errors: [{ field: "add" }],
    });
    await revokeKey(ctx, key.id);
    await expect(changeKeyCredits(ctx, key.id, { add: 1 })).rejects.toMatchObject({ code: "key_ended" });
  });

  test("lose nothing when they are topped up and spent at once", async () => {
    const { ctx, key } = await keyWith({ remaining: 20 });
    const ledger = new CreditLedger(rt().decisions, Date.now);
    const spent = Promise.all(Array.from({ length: 30 }, () => ledger.spend("ws", key.id, 1)));
    await Promise.all(Array.from({ length: 10 }, () => changeKeyCredits(ctx, key.id, { add: 3 })));
    const taken = (await spent).filter((one) => one !== "unavailable" && one.spent).length;
    expect((await getKey(ctx, key.id)).credits?.remaining).toBe(20 + 30 - taken);
  });

  test("a change of the refill alone leaves the balance as it is, a refill that came due included", async () => {
    const { ctx, key } = await keyWith({ remaining: 7 });
    const daily = { interval: "daily", amount: 50 } as const;
    expect((await updateKey(ctx, key.id, { credits: { refill: daily } })).credits).toMatchObject({
      remaining: 7,
      refill: daily,
    });
    rt().clock.ms = Date.now() + 2 * 86_400_000;
    try {
      expect((await updateKey(ctx, key.id, { credits: { refill: null } })).credits).toEqual({
        remaining: 50,
        refill: null,
        nextRefillAt: null,
      });
    } finally {
      rt().clock.ms = null;
    }
    const none = await keyWith(null);
    await expect(updateKey(none.ctx, none.key.id, { credits: { refill: daily } })).rejects.toMatchObject({
      errors: [{ field: "credits.remaining" }],
    });
  });

  test("are another workspace's or another API's business, or that of who may change keys", async () => {
    const { ctx, key } = await keyWith({ remaining: 1 });
    const stranger = await testWorkspace(rt());
    for (const [it, code] of [
      [stranger.ctx, "not_found"],
      [{ ...ctx, apiIds: [stranger.apiId] }, "not_found"],
      [testContext(rt(), ctx.workspaceId, ["keys:read"]), "forbidden"],
    ] as const)
      await expect(changeKeyCredits(it, key.id, { add: 1 })).rejects.toMatchObject({ code });
  });
});
