import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { importKeys } from "../keys/import-keys";
import type { Ctx } from "../platform/context";
import { completeRotation } from "../rotation/complete-rotation";
import { rotateKey } from "../rotation/rotate-key";
import { collect, testWorkspace, useRuntime } from "../testing";
import { applyPolicies } from "./apply-policies";
import { createPolicy } from "./create-policy";
import { deletePolicy } from "./delete-policy";
import { getPolicy, listPolicies } from "./list-policies";
import { fromTheBeginning } from "./run";
import { updatePolicy } from "./update-policy";

const rt = useRuntime();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function at<T>(ms: number, work: () => Promise<T>): Promise<T> {
  rt().clock.ms = ms;
  try {
    return await work();
  } finally {
    rt().clock.ms = null;
  }
}

async function used(secretId: string | undefined, ms: number) {
  await rt().pool.query("update proofs set last_used_at = $2 where id = $1", [secretId, new Date(ms)]);
}

async function actions(ctx: Ctx, keyId: string) {
  const { rows } = await rt().pool.query<{ action: string; actor_type: string }>(
    "select action, actor_type from audit_events where workspace_id = $1 and target_id = $2 order by sequence",
    [ctx.workspaceId, keyId],
  );
  return rows.filter((row) => row.actor_type === "system").map((row) => row.action);
}

async function rotating(
  rules: Parameters<typeof createPolicy>[1] extends infer T ? Omit<T & object, "apiId"> : never,
) {
  const { ctx, apiId } = await testWorkspace(rt());
  await createPolicy(ctx, { apiId, ...rules } as never);
  const { key } = await createKey(ctx, { apiId, name: "k" });
  const now = Date.now();
  await rotateKey(ctx, key.id, { overlapSeconds: 7 * 24 * 3_600 });
  const old = key.secrets[0]?.id;
  const state = async () => (await getKey(ctx, key.id)).secrets.find((s) => s.id === old);
  return { ctx, key, old, now, state };
}

describe("a rotation policy", () => {
  test("finishes a rotation once its old secret has been quiet for its hours, and not before", async () => {
    const { ctx, key, old, now, state } = await rotating({ finishAfterQuietHours: 12 });
    await used(old, now + 2 * HOUR);
    await at(now + 13 * HOUR, () => applyPolicies(rt()));
    expect((await state())?.state).toBe("retiring");
    await at(now + 14 * HOUR + 60_000, () => applyPolicies(rt()));
    expect((await state())?.retiresAt).toBe(new Date(now + 14 * HOUR + 60_000).toISOString());
    await at(now + 15 * HOUR, () => applyPolicies(rt()));
    expect(await actions(ctx, key.id)).toEqual(["key.rotation_completed"]);
  });

  test("counts the quiet from the beginning of the rotation where the old secret was never used", async () => {
    const { now, state } = await rotating({ finishAfterQuietHours: 12 });
    await at(now + 11 * HOUR, () => applyPolicies(rt()));
    expect((await state())?.state).toBe("retiring");
    await at(now + 12 * HOUR + 60_000, () => applyPolicies(rt()));
    expect((await state())?.retiresAt).toBe(new Date(now + 12 * HOUR + 60_000).toISOString());
  });

  test("extends it while the old secret is in use, up to its maximum", async () => {
    const { ctx, key, old, now, state } = await rotating({ extendUpToHours: 8 * 24 });
    const end = now + 7 * DAY;
    await used(old, end - 2 * HOUR);
    await at(end - 2 * HOUR, () => applyPolicies(rt()));
    expect(await actions(ctx, key.id)).toEqual([]);
    await at(end - HOUR / 2, () => applyPolicies(rt()));
    const first = Date.parse((await state())?.retiresAt ?? "");
    expect(first).toBeGreaterThan(end + 23 * HOUR);
    await used(old, first - HOUR / 2);
    await at(first - HOUR / 2, () => applyPolicies(rt()));
    const second = Date.parse((await state())?.retiresAt ?? "");
    expect(second).toBeLessThanOrEqual(now + 8 * DAY + 1_000);
    await at(second - 60_000, () => applyPolicies(rt()));
    expect(Date.parse((await state())?.retiresAt ?? "")).toBeLessThanOrEqual(now + 8 * DAY + 1_000);
  });

  test("lets it run out where nobody uses the old secret any more", async () => {
    const { ctx, key, old, now } = await rotating({ extendUpToHours: 240 });
    await used(old, now + DAY);
    await at(now + 7 * DAY - 60_000, () => applyPolicies(rt()));
    expect(await actions(ctx, key.id)).toEqual([]);
  });

  test("reminds once for each of its days, and from the new secret's age after a rotation", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await createPolicy(ctx, { apiId, rotateEveryDays: 90 });
    const now = Date.now();
    const { key } = await createKey(ctx, { apiId, name: "k" });
    const reminded = async (days: number) => (await at(now + days * DAY, () => applyPolicies(rt()))).reminded;
    expect([
      await reminded(59),
      await reminded(61),
      await reminded(62),
      await reminded(84),
      await reminded(91),
    ]).toEqual([0, 1, 0, 1, 1]);
    expect(await actions(ctx, key.id)).toEqual(["key.rotation_due", "key.rotation_due", "key.rotation_due"]);
    await at(now + 92 * DAY, async () => {
      await rotateKey(ctx, key.id, { overlapSeconds: 3_600 });
      expect((await applyPolicies(rt())).reminded).toBe(0);
      await completeRotation(ctx, key.id);
    });
    expect([await reminded(120), await reminded(153)]).toEqual([0, 1]);
  });

  test("that fails for one tenant is counted, and done for all others in the same run", async () => {
    const damaged = [await rotating({ finishAfterQuietHours: 12 }), await rotating({ rotateEveryDays: 1 })];
    const whole = [
      await rotating({ finishAfterQuietHours: 12 }),
      await rotating({ finishAfterQuietHours: 12 }),
    ];
    const { ctx, apiId } = await testWorkspace(rt());
    await createPolicy(ctx, { apiId, rotateEveryDays: 90 });
    await createKey(ctx, { apiId, name: "due" });
    const due = damaged[1];
    if (due) await completeRotation(due.ctx, due.key.id);
    for (const each of damaged)
      await rt().pool.query("update audit_heads set sequence = 0 where workspace_id = $1", [
        each.ctx.workspaceId,
      ]);
    const before = rt().counts.policyFailures;
    const applied = await at(Date.now() + 90 * DAY, () => applyPolicies(rt()));
    // Rotations of a week are over by then, so only reminders are due: of the second, and of the key of another tenant.
    expect(applied).toMatchObject({ failed: 1 });
    expect(applied.reminded).toBeGreaterThanOrEqual(1);
    const later = await at(Date.now() + 13 * HOUR, () => applyPolicies(rt()));
    expect(later).toMatchObject({ finished: 2, failed: 2 });
    for (const { state } of whole)
      expect(Date.parse((await state())?.retiresAt ?? "")).toBeLessThan(Date.now() + DAY);
    expect(rt().counts.policyFailures).toBe(before + 3);
  });

  test("has a turn in each run, however many keys of another API are due before it", async () => {
    const large = await testWorkspace(rt());
    await createPolicy(large.ctx, { apiId: large.apiId, rotateEveryDays: 90 });
    const keys = Array.from({ length: 250 }, (_, i) => ({
      name: `k${i}`,
      hash: createHash("sha256").update(`due ${i}`).digest("hex"),
    }));
    await collect(importKeys(large.ctx, { apiId: large.apiId, keys }));
    const small = await testWorkspace(rt());
    await createPolicy(small.ctx, { apiId: small.apiId, rotateEveryDays: 90 });
    const { key } = await createKey(small.ctx, { apiId: small.apiId, name: "k" });
    const places = fromTheBeginning();
    const later = Date.now() + 60 * DAY + HOUR;
    const run = () => at(later, () => applyPolicies(rt(), places));
    const dueOf = async ({ workspaceId }: Ctx) => {
      const { rows } = await rt().pool.query<{ count: number }>(
        "select count(*)::int as count from reminders where workspace_id = $1",
        [workspaceId],
      );
      return rows[0]?.count;
    };
    await run();
    expect([await dueOf(large.ctx), await actions(small.ctx, key.id)]).toEqual([200, ["key.rotation_due"]]);
    await run();
    expect(await dueOf(large.ctx)).toBe(250);
    expect((await run()).reminded).toBe(0);
  });

  test("is one for each API, of this workspace, and its changes are versioned", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const policy = await createPolicy(ctx, { apiId, finishAfterQuietHours: 24 });
    expect(policy).toMatchObject({ remindDays: [30, 7, 1], rotateEveryDays: null });
    await expect(createPolicy(ctx, { apiId })).rejects.toMatchObject({ code: "conflict" });
    const changed = await updatePolicy(
      ctx,
      policy.id,
      { finishAfterQuietHours: null, rotateEveryDays: 30 },
      1,
    );
    expect(changed).toMatchObject({ finishAfterQuietHours: null, rotateEveryDays: 30, version: 2 });
    await expect(updatePolicy(ctx, policy.id, {}, 1)).rejects.toMatchObject({ code: "precondition_failed" });
    const stranger = (await testWorkspace(rt())).ctx;
    await expect(getPolicy(stranger, policy.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(createPolicy(stranger, { apiId })).rejects.toMatchObject({ code: "not_found" });
    expect((await listPolicies(ctx)).items).toHaveLength(1);
    await deletePolicy(ctx, policy.id);
    expect((await listPolicies(ctx)).items).toEqual([]);
  });

  test.each([
    [{ finishAfterQuietHours: 0 }, "finishAfterQuietHours"],
    [{ rotateEveryDays: 1.5 }, "rotateEveryDays"],
    [{ remindDays: [400] }, "remindDays.0"],
    [{ surprise: 1 }, "surprise"],
  ])("%j is refused at %s", async (rules, field) => {
    const { ctx, apiId } = await testWorkspace(rt());
    await expect(createPolicy(ctx, { apiId, ...rules } as never)).rejects.toMatchObject({
      errors: [{ field }],
    });
  });
});
