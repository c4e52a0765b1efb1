import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { newId } from "../platform/ids";
import { testWorkspace, usageBatch, useRuntime } from "../testing";
import type { UsageEvent } from "../usage/event";
import { writeBatch } from "../usage/write-batch";
import { beingLimited } from "./being-limited";

const rt = useRuntime();
const HOUR = 3_600_000;
const LIVE_DAY = { range: "24h", environment: "live" } as const;

let batches = 0;

async function write(workspaceId: string, apiId: string, events: Partial<UsageEvent>[]): Promise<void> {
  const list = events.map(
    (over): UsageEvent => ({
      at: Date.now() - 1_000,
      requestId: newId("request"),
      workspaceId,
      code: "RATE_LIMITED",
      cost: 0,
      apiId,
      environment: "live",
      keyId: "key_1",
      secretId: "sec_1",
      identityId: "",
      ip: null,
      reason: "requests",
      tags: null,
      ...over,
    }),
  );
  await writeBatch(rt().pool, "writer", ++batches, usageBatch(list));
}

const short = (found: Awaited<ReturnType<typeof beingLimited>>) =>
  found.items.map(({ keyId, limit, refused, calls }) => [keyId, limit, refused, calls]);

test("refusals stand by key and limit, beside all calls of the key", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key } = await createKey(ctx, { apiId, name: "importer" });
  const last = Date.now() - 1_000;
  const of = { keyId: key.id, at: last - 60_000 };
  await write(ctx.workspaceId, apiId, [
    { ...of, at: last },
    of,
    { ...of, reason: "exports" },
    { ...of, code: "VALID", reason: null },
    { ...of, code: "CREDITS_EXHAUSTED", reason: "0" },
    { keyId: "key_never_limited", code: "VALID", reason: null },
  ]);
  const found = await beingLimited(ctx, LIVE_DAY);
  expect(short(found)).toEqual([
    [key.id, "requests", 2, 5],
    [key.id, "exports", 1, 5],
  ]);
  expect(found.items[0]).toMatchObject({ keyName: "importer", lastAt: new Date(last).toISOString() });
  expect(found.more).toBe(false);
});

test("a range holds what lies in it, and its calls cover the same time", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const now = Date.now();
  await write(ctx.workspaceId, apiId, [
    { at: now - 1_000 },
    { at: now - 3 * HOUR },
    { at: now - 3 * HOUR, code: "VALID", reason: null },
    { at: now - 3 * 24 * HOUR },
    { at: now - 8 * 24 * HOUR },
  ]);
  const ranges = ["1h", "24h", "7d"] as const;
  const found = [];
  for (const range of ranges)
    found.push(
      short(await beingLimited(ctx, { range, environment: "live" }))
        .flat()
        .slice(2),
    );
  expect(found).toEqual([
    [1, 1],
    [2, 3],
    [3, 4],
  ]);
});

test("another workspace, environment or API is not seen, nor one that the root key is kept from", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { ctx: stranger } = await testWorkspace(rt());
  await write(ctx.workspaceId, apiId, [
    { keyId: "key_live" },
    { keyId: "key_test", environment: "test" },
    { keyId: "key_other", apiId: "api_other" },
  ]);
  const keys = async (...args: Parameters<typeof beingLimited>) =>
    (await beingLimited(...args)).items.map((item) => item.keyId).sort();
  expect(await keys(ctx, LIVE_DAY)).toEqual(["key_live", "key_other"]);
  expect(await keys(ctx, { ...LIVE_DAY, environment: "test" })).toEqual(["key_test"]);
  expect(await keys(ctx, { ...LIVE_DAY, apiId })).toEqual(["key_live"]);
  expect(await keys({ ...ctx, apiIds: ["api_other"] }, LIVE_DAY)).toEqual(["key_other"]);
  expect(await keys({ ...ctx, apiIds: ["api_other"] }, { ...LIVE_DAY, apiId })).toEqual([]);
  expect(await keys(stranger, LIVE_DAY)).toEqual([]);
});

test("more than a hundred are cut, and it is said", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const many = Array.from({ length: 101 }, (_, i) => ({ keyId: `key_${i}` }));
  await write(ctx.workspaceId, apiId, [...many, { keyId: "key_7" }]);
  const found = await beingLimited(ctx, LIVE_DAY);
  expect(found.items).toHaveLength(100);
  expect(found.items[0]).toMatchObject({ keyId: "key_7", refused: 2 });
  expect(found.more).toBe(true);
});

test("it needs usage:read", async () => {
  const { ctx } = await testWorkspace(rt(), ["keys:read"]);
  await expect(beingLimited(ctx, LIVE_DAY)).rejects.toMatchObject({ code: "forbidden" });
});
