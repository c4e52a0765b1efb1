import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { offsetAt, readZone, wallTime } from "../platform/time-zone";
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
        const rollups = sumEvents(list.map((over) => event(ctx.workspaceId, over))).rollups();
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

  test("a secret's last use is written once a minute; that it turns, and all of one that retires, at once", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "k" });
    const secretId = key.secrets[0]?.id ?? "";
    let sequence = 0;
    const used = async (at: number, code: UsageEvent["code"] = "VALID", ip: string | null = null) => {
      const one = event(ctx.workspaceId, { at, code, ip, secretId, keyId: key.id });
      await writeBatch(rt().pool, "writer-last", ++sequence, usageBatch([one]));
      const { rows } = await rt().pool.query<{
        used: Date;
        valid: Date | null;
        ip: string | null;
        ever: boolean;
      }>(
        `select s.last_used_at as used, s.last_valid_at as valid, s.last_used_address as ip, k.ever_used as ever
           from proofs s join credentials k on k.workspace_id = s.workspace_id and k.id = s.credential_id where s.id = $1`,
        [secretId],
      );
      const row = rows[0];
      return [row && row.used.getTime() - NOON, row?.valid && row.valid.getTime() - NOON, row?.ip, row?.ever];
    };
    expect(await used(NOON + 5_000, "DISABLED")).toEqual([5_000, null, null, true]);
    expect(await used(NOON + 6_000, "DISABLED", "192.0.2.1")).toEqual([5_000, null, null, true]);
    // Let through for the first time, then again, then no more, then again.
    expect(await used(NOON + 10_000, "VALID", "192.0.2.2")).toEqual([10_000, 10_000, "192.0.2.2", true]);
    expect(await used(NOON + 20_000)).toEqual([10_000, 10_000, "192.0.2.2", true]);
    expect(await used(NOON + 30_000, "EXPIRED")).toEqual([30_000, 10_000, "192.0.2.2", true]);
    expect(await used(NOON + 40_000, "EXPIRED")).toEqual([30_000, 10_000, "192.0.2.2", true]);
    expect(await used(NOON + 50_000, "VALID", "192.0.2.3")).toEqual([50_000, 50_000, "192.0.2.3", true]);
    expect(await used(NOON + 60_000)).toEqual([60_000, 60_000, "192.0.2.3", true]);
    // One that comes late takes nothing back.
    expect(await used(NOON + 1_000, "EXPIRED", "192.0.2.4")).toEqual([60_000, 60_000, "192.0.2.3", true]);
    await rt().pool.query("update proofs set retires_at = now() + interval '1 day' where id = $1", [
      secretId,
    ]);
    expect(await used(NOON + 61_000)).toEqual([61_000, 61_000, "192.0.2.3", true]);
    expect(await used(NOON + 62_000)).toEqual([62_000, 62_000, "192.0.2.3", true]);
  });

  test("what was recorded while the database was away is written when it is back", async () => {
    const { ctx } = await testWorkspace(rt());
    let away = true;
    const pool = new Proxy(rt().pool, {
      get: (target, name) =>
        name === "query" && away ? () => Promise.reject(new Error("gone")) : Reflect.get(target, name),
    });
    const journal = openJournal({
      pool,
      log: rt().log,
      now: Date.now,
      folder: null,
      maxDiskBytes: 0,
      workspaceShare: 100,
    });
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

  test("is answered in every zone that Intl knows, whether the database knows it or not", async () => {
    const ctx = await written([{}, { at: NOON + 20 * 3_600_000 }]);
    const range = { from: "2026-03-28T12:00:00Z", to: "2026-03-29T12:00:00Z", interval: "day" as const };
    const aliases = ["Asia/Calcutta", "AET", "US/Pacific", "Etc/GMT+5", "+05:30", "+0530", "-03:30", "Z"];
    for (const timeZone of [...Intl.supportedValuesOf("timeZone"), ...aliases]) {
      const { points, totals } = await queryUsage(ctx, { ...range, timeZone });
      const zone = readZone(timeZone) ?? "";
      // At midnight, or where the clock skips it, as in Beirut that night.
      const midnights = points.filter(({ start }) => {
        const at = Date.parse(start);
        return wallTime(zone, at) % 86_400_000 === 0 || offsetAt(zone, at) !== offsetAt(zone, at - 1_000);
      });
      expect([timeZone, totals.count, midnights.length]).toEqual([timeZone, 2, points.length]);
      const naive = points.map(({ start }, i) => {
        const end = Date.parse(points[i + 1]?.start ?? range.to);
        return [NOON, NOON + 20 * 3_600_000].filter((at) => at >= Date.parse(start) && at < end).length;
      });
      expect([timeZone, points.map(({ count }) => count)]).toEqual([timeZone, naive]);
    }
  }, 60_000);

  test("an offset has the same hours and days as a zone that never changes its clock", async () => {
    const ctx = await written(Array.from({ length: 40 }, (_, i) => ({ at: NOON + i * 1_800_000 })));
    const range = { from: "2026-03-28T12:00:00Z", to: "2026-03-29T12:00:00Z" };
    for (const interval of ["hour", "day"] as const) {
      const of = (timeZone: string) => queryUsage(ctx, { ...range, interval, timeZone });
      expect(await of("+05:30")).toEqual(await of("Asia/Calcutta"));
      expect(await of("+0530")).toEqual(await of("Asia/Kolkata"));
      expect(await of("-05:00")).toEqual(await of("Etc/GMT+5"));
    }
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
    const { points, totals } = await queryUsage(ctx, { ...range, groupBy: "tag" });
    expect(Object.fromEntries(points.map((p) => [p.group, p.count]))).toEqual({
      eu: 2,
      "path=/orders": 1,
      "path=/invoices": 1,
    });
    // Three calls, of which two are in two groups each and one is in none.
    expect(totals).toEqual({ count: 3, cost: 3, byCode: { VALID: 3 } });
    expect((await queryUsage(stranger, { ...range, groupBy: "tag" })).totals.count).toBe(0);
    expect((await queryUsage(stranger, range)).totals.count).toBe(0);
  });

  test.each([
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ timeZone: "+05:31" }, "timeZone"],
    [{ timeZone: "+5:30" }, "timeZone"],
    [{ from: "0000-01-01T00:00:00Z" }, "from"],
    [{ from: "2026-02-30T00:00:00Z" }, "from"],
    [{ to: "2026-03-28T12:00:00Z" }, "to"],
    [{ from: "yesterday" }, "from"],
    [{ interval: "minute" as const, to: "2026-04-28T12:00:00Z" }, "interval"],
  ])("%j names its field", async (bad, field) => {
    const { ctx } = await testWorkspace(rt());
    const range = { from: "2026-03-28T12:00:00Z", to: "2026-03-28T13:00:00Z" };
    await expect(queryUsage(ctx, { ...range, ...bad })).rejects.toMatchObject({ errors: [{ field }] });
  });
});
