import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { rotateKey } from "../rotation/rotate-key";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { applyPolicies } from "./apply-policies";
import { createPolicy } from "./create-policy";
import { previewPolicy } from "./preview-policy";

const rt = useRuntime();
const HOUR = 3_600_000;

test("what a policy would do now is what it then does, and looking changes nothing", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const now = Date.now();
  const names = ["quiet", "used", "old"];
  const made = [];
  for (const name of names) made.push((await createKey(ctx, { apiId, name })).key);
  const [quiet, used, old] = made;
  if (!quiet || !used || !old) throw new Error("three keys were made");
  for (const key of [quiet, used]) await rotateKey(ctx, key.id, { overlapSeconds: 72 * 3_600 });
  const set = (sql: string, id: string | undefined, at: number) =>
    rt().pool.query(`update proofs set ${sql} = $2 where id = $1`, [id, new Date(at)]);
  await set("last_used_at", used.secrets[0]?.id, now + 71 * HOUR);
  await set("created_at", old.secrets[0]?.id, now - 100 * 24 * HOUR);
  const rules = { finishAfterQuietHours: 48, extendUpToHours: 720, rotateEveryDays: 90 };
  rt().clock.ms = now + 71.5 * HOUR;
  try {
    const before = await previewPolicy(ctx, apiId, rules);
    expect(before).toEqual({
      keys: 3,
      due: { count: 1, names: ["old"] },
      rotations: 2,
      finishes: [{ keyId: quiet.id, name: "quiet" }],
      extends: 1,
    });
    expect(await previewPolicy(ctx, apiId, {})).toMatchObject({
      due: { count: 0 },
      finishes: [],
      extends: 0,
    });
    await createPolicy(ctx, { apiId, ...rules });
    expect(await applyPolicies(rt())).toMatchObject({ finished: 1, extended: 1 });
    expect(await previewPolicy(ctx, apiId, rules)).toMatchObject({ rotations: 1, finishes: [], extends: 0 });
  } finally {
    rt().clock.ms = null;
  }
});

test("asks for its permission and an API of the workspace", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const stranger = await testWorkspace(rt());
  await expect(previewPolicy(stranger.ctx, apiId, {})).rejects.toMatchObject({ code: "not_found" });
  const reader = testContext(rt(), ctx.workspaceId, ["keys:read"]);
  await expect(previewPolicy(reader, apiId, {})).rejects.toMatchObject({ code: "forbidden" });
});
