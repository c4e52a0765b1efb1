import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testWorkspace, usageBatch, usageEvent, useRuntime } from "../testing";
import { VERIFICATION_CODES } from "../verify/codes";
import type { UsageEvent } from "./event";
import { openJournal } from "./journal";
import { queryUsage } from "./query";
import { sumEvents } from "./sums";
import { writeBatch } from "./write-batch";

const rt = useRuntime();
const NOON = Date.parse("2026-03-28T12:00:00Z");

const event = (workspaceId: string, over: Partial<UsageEvent> = {}) =>
  usageEvent({
    workspaceId,
    at: NOON,
    requestId: "req_1",
    apiId: "api_1",
    keyId: "key_1",
    secretId: "sec_1",
    ...over,
  });

describe("the usage journal", () => {
  test("sums are those of a naive count, at each resolution", async () => {
    const { ctx } = await testWorkspace(rt());
    const some = fc.record({
      at: fc.integer({ min: NOON, max: NOON + 3 * 86_400_000 }),
      code: fc.constantFrom(...VERIFICATION_CODES),
      keyId: fc.constantFrom("key_1", "key_2"),
      secretId: fc.constantFrom("sec_1", "sec_2"),
      cost: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 200 }), (list) => {
        const { rollups } = sumEvents(list.map((over) => event(ctx.workspaceId, over)));
        for (const minutes of [1, 15, 1_440]) {
          const sums = rollups.filter((r) => r.resolution === minutes);
          expect(sums.reduce((n, r) => n + r.count, 0)).toBe(list.length);
          for (const sum of sums) {
            const like = list.filter(
              (e) =>
                e.code === sum.code &&
                e.keyId === sum.keyId &&
                e.secretId === sum.secretId &&
                Math.floor(e.at / 60_000 / minutes) * 60_000 * minutes === sum.bucket,
            );
            expect([sum.count, sum.cost]).toEqual([like.length, like.reduce((n, e) => n + e.cost, 0)]);
          }
        }
      }),
    );
  });

  test("a batch that is sent again counts once", async () => {
    const { ctx } = await testWorkspace(rt());
    const batch = usageBatch([event(ctx.workspaceId), event(ctx.workspaceId)]);
    await writeBatch(rt().pool, "writer-a", 1, batch);
    await writeBatch(rt().pool, "writer-a", 1, batch);
    await writeBatch(rt().pool, "writer-a", 2, batch);
    await writeBatch(rt().pool, "writer-b", 1, batch);
    const range = { from: "2026-03-28T00:00:00Z", to: "2026-03-29T00:00:00Z", interval: "day" as const };
    expect((await queryUsage(ctx, range)).totals.count).toBe(6);
    const { rows } = await rt().pool.query(
      "select count(*)::int as n from usage_events where workspace_id = $1",
      [ctx.workspaceId],
    );
    expect(rows).toEqual([{ n: 6 }]);
  });

  test("what was recorded while the database was away is written when it is back", async () => {
    const { ctx } = await testWorkspace(rt());
    let away = true;
    const pool = new Proxy(rt().pool, {
      get: (target, name) =>
        name === "query" && away ? () => Promise.reject(new Error("gone")) : Reflect.get(target, name),
    });
    const journal = openJournal({ pool, log: rt().log, now: Date.now, folder: null, maxDiskBytes: 0 });
    for (let i = 0; i < 12_000; i++) journal.record(event(ctx.workspaceId));
    const flushed = journal.flush();
    away = false;
    await flushed;
    const range = { from: "2026-03-28T00:00:00Z", to: "2026-03-29T00:00:00Z" };
    expect((await queryUsage(ctx, range)).totals).toEqual({
      count: 12_000,
      cost: 12_000,
      byCode: { VALID: 12_000 },
    });
    await journal.close();
  });
});

describe("usage over time", () => {
  async function written(events: Partial<UsageEvent>[]) {
    const { ctx } = await testWorkspace(rt());
    const list = events.map((over) => event(ctx.workspaceId, over));
    await writeBatch(rt().pool, `writer-${ctx.workspaceId}`, 1, usageBatch(list));
    return ctx;
  }

  test("fills its buckets with zeros, one series for each group that occurs", async () => {
    const ctx = await written([{}, { at: NOON + 7_200_000, code: "RATE_LIMITED", cost: 0 }]);
    const range = { from: "2026-03-28T12:00:00Z", to: "2026-03-28T15:00:00Z" };
    const { points, totals } = await queryUsage(ctx, { ...range, groupBy: "code" });
    expect(points.map((p) => [p.start.slice(11, 13), p.group, p.count])).toEqual([
      ["12", "VALID", 1],
      ["12", "RATE_LIMITED", 0],
      ["13", "VALID", 0],
      ["13", "RATE_LIMITED", 0],
      ["14", "VALID", 0],
      ["14", "RATE_LIMITED", 1],
    ]);
    expect(totals).toEqual({ count: 2, cost: 1, byCode: { VALID: 1, RATE_LIMITED: 1 } });
    const empty = await queryUsage(ctx, { ...range, keyId: "key_none" });
    expect(empty.points.map((p) => [p.group, p.count])).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
    ]);
  });

  test("days are the time zone's own, also where the clock changes and where the offset is not whole hours", async () => {
    const ctx = await written([
      { at: Date.parse("2026-03-28T22:30:00Z") },
      { at: Date.parse("2026-03-29T22:30:00Z") },
    ]);
    const range = { from: "2026-03-27T23:00:00Z", to: "2026-03-30T22:00:00Z", interval: "day" as const };
    const berlin = await queryUsage(ctx, { ...range, timeZone: "Europe/Berlin" });
    // The 29th has 23 hours there.
    expect(berlin.points.map((p) => [p.start, p.count])).toEqual([
      ["2026-03-27T23:00:00.000Z", 1],
      ["2026-03-28T23:00:00.000Z", 0],
      ["2026-03-29T22:00:00.000Z", 1],
    ]);
    const kolkata = await queryUsage(ctx, { ...range, timeZone: "Asia/Kolkata" });
    expect(kolkata.points.filter((p) => p.count > 0).map((p) => p.start)).toEqual([
      "2026-03-28T18:30:00.000Z",
      "2026-03-29T18:30:00.000Z",
    ]);
  });

  test("filters and groups by tag, and never by another workspace's", async () => {
    const ctx = await written([
      { tags: ["path=/orders", "eu"] },
      { tags: ["path=/invoices", "eu"] },
      { tags: null },
    ]);
    const stranger = (await testWorkspace(rt())).ctx;
    const range = { from: "2026-03-28T12:00:00Z", to: "2026-03-28T13:00:00Z" };
    expect((await queryUsage(ctx, { ...range, tag: "path=/orders" })).totals.count).toBe(1);
    const { points } = await queryUsage(ctx, { ...range, groupBy: "tag" });
    expect(Object.fromEntries(points.map((p) => [p.group, p.count]))).toEqual({
      eu: 2,
      "path=/orders": 1,
      "path=/invoices": 1,
    });
    expect((await queryUsage(stranger, range)).totals.count).toBe(0);
  });

  test.each([
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ to: "2026-03-28T12:00:00Z" }, "to"],
    [{ from: "yesterday" }, "from"],
    [{ interval: "minute" as const, to: "2026-04-28T12:00:00Z" }, "interval"],
  ])("%j names its field", async (bad, field) => {
    const { ctx } = await testWorkspace(rt());
    const range = { from: "2026-03-28T12:00:00Z", to: "2026-03-28T13:00:00Z" };
    await expect(queryUsage(ctx, { ...range, ...bad })).rejects.toMatchObject({ errors: [{ field }] });
  });
});
