import { expect, test } from "vitest";
import { newId } from "../platform/ids";
import { testWorkspace, usageBatch, useRuntime } from "../testing";
import type { UsageEvent } from "./event";
import { exploreUsage } from "./explore";
import { writeBatch } from "./write-batch";

const rt = useRuntime();
const NOON = Date.parse("2026-03-28T12:00:00Z");
const HOUR = 3_600_000;

const RANGE = {
  from: new Date(NOON),
  to: new Date(NOON + 3 * HOUR),
  before: { from: new Date(NOON - 3 * HOUR), to: new Date(NOON) },
  interval: "hour" as const,
  timeZone: "UTC",
  environment: "live" as const,
};

/** What a value that belongs to no key leaves behind. */
const UNKNOWN: Partial<UsageEvent> = {
  code: "NOT_FOUND",
  apiId: "",
  environment: "",
  keyId: "",
  secretId: "",
};

let batches = 0;

async function write(workspaceId: string, apiId: string, events: Partial<UsageEvent>[]): Promise<void> {
  const list = events.map(
    (over): UsageEvent => ({
      at: NOON,
      requestId: newId("request"),
      workspaceId,
      code: "VALID",
      cost: 1,
      apiId,
      environment: "live",
      keyId: "key_1",
      secretId: "sec_1",
      identityId: "",
      ip: null,
      reason: null,
      tags: null,
      ...over,
    }),
  );
  await writeBatch(rt().pool, "writer", ++batches, usageBatch(list));
}

async function workspaceWith(events: Partial<UsageEvent>[], scopes?: string[]) {
  const { ctx, apiId } = await testWorkspace(rt(), scopes);
  await write(ctx.workspaceId, apiId, events);
  return { ctx, apiId };
}

const clock = (points: { start: string; byCode: object }[]) =>
  points.map(({ start, byCode }) => [start.slice(11, 16), byCode]);

test("a range by outcome stands against the period before, bar by bar", async () => {
  const { ctx } = await workspaceWith([
    {},
    { at: NOON + HOUR, code: "RATE_LIMITED" },
    { at: NOON + HOUR, keyId: "key_2", secretId: "sec_2" },
    { at: NOON - HOUR },
    { at: NOON - 4 * HOUR },
    { at: NOON + 3 * HOUR },
  ]);
  const found = await exploreUsage(ctx, RANGE);
  expect(clock(found.points)).toEqual([
    ["12:00", { VALID: 1 }],
    ["13:00", { RATE_LIMITED: 1, VALID: 1 }],
    ["14:00", {}],
  ]);
  expect(clock(found.previous)).toEqual([
    ["09:00", {}],
    ["10:00", {}],
    ["11:00", { VALID: 1 }],
  ]);
  expect(found.now).toEqual({ VALID: 2, RATE_LIMITED: 1 });
  expect(found.before).toEqual({ VALID: 1 });
  expect(found.keysInUse).toEqual({ now: 2, before: 1 });
  expect(found.rows).toBeNull();
});

test("without a call every bar is there, and empty", async () => {
  const { ctx } = await testWorkspace(rt());
  const found = await exploreUsage(ctx, { ...RANGE, groupBy: "keyId" });
  expect(found.points).toHaveLength(3);
  expect(found.points.every(({ byCode }) => Object.keys(byCode).length === 0)).toBe(true);
  expect(found.rows).toEqual([]);
});

test("unknown values count among live calls, and not where a filter asks for what they do not have", async () => {
  const { ctx, apiId } = await workspaceWith([{}, UNKNOWN, { ...UNKNOWN, at: NOON + HOUR }]);
  const counted = async (over: Partial<Parameters<typeof exploreUsage>[1]>) =>
    (await exploreUsage(ctx, { ...RANGE, ...over })).now;
  expect(await counted({})).toEqual({ VALID: 1, NOT_FOUND: 2 });
  expect(await counted({ code: "NOT_FOUND" })).toEqual({ NOT_FOUND: 2 });
  expect(await counted({ code: "VALID" })).toEqual({ VALID: 1 });
  expect(await counted({ apiId })).toEqual({ VALID: 1 });
  expect(await counted({ environment: "test" })).toEqual({});
  const { rows, keysInUse } = await exploreUsage(ctx, { ...RANGE, groupBy: "keyId" });
  expect(keysInUse.now).toBe(1);
  const unknown = rows?.find((row) => row.id === "");
  expect(unknown).toMatchObject({ name: null, now: { NOT_FOUND: 2 }, busiest: RANGE.from.toISOString() });
  expect(unknown?.course).toEqual([
    { VALID: 0, NOT_FOUND: 1 },
    { VALID: 0, NOT_FOUND: 1 },
    { VALID: 0, NOT_FOUND: 0 },
  ]);
});

test("groups come with their name, the largest first, and their part of the period before", async () => {
  const { ctx, apiId } = await workspaceWith([{ apiId: "api_gone" }, { at: NOON - HOUR, apiId: "api_gone" }]);
  const tags = ["path=/orders"];
  await write(ctx.workspaceId, apiId, [
    { keyId: "key_2", tags },
    { keyId: "key_2", tags, at: NOON + HOUR },
    { keyId: "key_2", tags, at: NOON + 2 * HOUR, code: "DISABLED" },
  ]);
  const { rows } = await exploreUsage(ctx, { ...RANGE, groupBy: "apiId" });
  expect(rows?.map(({ id, name, now, before }) => ({ id, name, now, before }))).toEqual([
    { id: apiId, name: "default", now: { VALID: 2, DISABLED: 1 }, before: {} },
    { id: "api_gone", name: null, now: { VALID: 1 }, before: { VALID: 1 } },
  ]);
  const tagged = await exploreUsage(ctx, { ...RANGE, groupBy: "apiId", tag: "path=/orders" });
  expect(tagged.rows?.map(({ id }) => id)).toEqual([apiId]);
  expect(tagged.now).toEqual({ VALID: 2, DISABLED: 1 });
});

test("a bar that begins before the range counts whole, in the groups as in the chart", async () => {
  const { ctx } = await workspaceWith([{}, { at: NOON + 40 * 60_000 }]);
  const { now, rows } = await exploreUsage(ctx, {
    ...RANGE,
    from: new Date(NOON + 30 * 60_000),
    groupBy: "keyId",
  });
  expect(now).toEqual({ VALID: 2 });
  expect(rows?.map((row) => row.now)).toEqual([{ VALID: 2 }]);
});

test("no other workspace's calls are in it, and it needs usage:read", async () => {
  await workspaceWith([{}, {}]);
  const { ctx } = await testWorkspace(rt());
  expect((await exploreUsage(ctx, { ...RANGE, groupBy: "identityId" })).now).toEqual({});
  const { ctx: stranger } = await workspaceWith([{}], ["keys:*"]);
  await expect(exploreUsage(stranger, RANGE)).rejects.toMatchObject({ code: "forbidden" });
});
