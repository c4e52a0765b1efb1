import { hash } from "node:crypto";
import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import { SERVER_URL } from "@/db/testing";
import { proofLoader } from "../../credentials/look-up";
import { testWorkspace, usageBatch, usageEvent, useRuntime } from "../../testing";
import { queryUsage } from "../../usage/query";
import { writeBatch } from "../../usage/write-batch";
import { SWEEP_LOCK, sweep } from "./sweep";
import { keepUp } from "./upkeep";
import { analyzeGrown, vacuumEmbedded } from "./vacuum";

const rt = useRuntime();
const NOW = Date.parse("2026-11-25T12:00:00Z");
const DAY_MS = 86_400_000;

let sequence = 0;
/** One call of each of these ages, in days. */
async function called(workspaceId: string, ages: readonly number[]) {
  const events = ages.map((days) => usageEvent({ workspaceId, at: NOW - days * DAY_MS }));
  await writeBatch(rt().pool, "writer", ++sequence, usageBatch(events));
}

/** Ages in days of what is there, by kind. */
async function left(workspaceId: string) {
  const { rows } = await rt().pool.query<{ kind: string; days: number[] }>(
    `select kind, array_agg(round(extract(epoch from $2::timestamptz - at) / 86400)::int order by at desc) as days from (
       select 'events' as kind, at from usage_events where workspace_id = $1
       union all select resolution::text, bucket from usage_rollups where workspace_id = $1
     ) kept group by kind`,
    [workspaceId, new Date(NOW)],
  );
  return Object.fromEntries(rows.map(({ kind, days }) => [kind, days]));
}

test("what is kept no longer goes, of every workspace, in steps; what is younger stays", async () => {
  rt().clock.ms = NOW;
  const one = (await testWorkspace(rt())).ctx.workspaceId;
  const other = (await testWorkspace(rt())).ctx.workspaceId;
  await called(one, [0, 29, 31, 32, 33, 34, 35, 399, 401, 402, 1_000]);
  await called(other, [1, 31]);
  // Of a workspace that is gone.
  await called("ws_gone", [31]);
  expect(await sweep(rt(), undefined, 2)).toMatchObject({ events: 11, minutes: 11, quarters: 3 });
  expect(await left(one)).toEqual({
    events: [0, 29],
    "1": [0, 29],
    "15": [0, 29, 31, 32, 33, 34, 35, 399],
    "1440": [1, 30, 32, 33, 34, 35, 36, 400, 402, 403, 1_001].map((days) => expect.closeTo(days, -1)),
  });
  expect(await left(other)).toMatchObject({ events: [1], "1": [1], "15": [1, 31] });
  expect(await left("ws_gone")).not.toHaveProperty("events");
  expect(await sweep(rt())).toEqual({ events: 0, minutes: 0, quarters: 0, sessions: 0, answers: 0 });
});

test("requests are kept as long as the setting says", async () => {
  rt().clock.ms = NOW;
  const { workspaceId } = (await testWorkspace(rt())).ctx;
  await called(workspaceId, [2, 4]);
  const { config } = rt();
  await sweep({ ...rt(), config: { ...config, usageEventsDays: 3 } });
  expect(await left(workspaceId)).toMatchObject({ events: [2], "1": [2, 4] });
});

test("broken off it goes on the next time, and several processes at once delete each row once", async () => {
  rt().clock.ms = NOW;
  const { workspaceId } = (await testWorkspace(rt())).ctx;
  await called(
    workspaceId,
    Array.from({ length: 40 }, (_, i) => 40 + i),
  );
  const stop = new AbortController();
  const { pool } = rt();
  let steps = 0;
  const counted = {
    query: (text: string, values: unknown[]) => {
      if (text.includes("delete from usage_events") && values[0] === workspaceId && ++steps === 2)
        stop.abort();
      return pool.query(text, values);
    },
  } as unknown as Pool;
  expect(await sweep({ ...rt(), pool: counted }, stop.signal, 10)).toMatchObject({
    events: 20,
    minutes: 0,
  });
  const rest = await Promise.all([
    sweep(rt(), undefined, 3),
    sweep(rt(), undefined, 3),
    sweep(rt(), undefined, 3),
  ]);
  expect(rest.reduce((sum, { events }) => sum + events, 0)).toBe(20);
  expect(rest.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(40);
});

test("sessions go a month after their end, however they ended", async () => {
  rt().clock.ms = NOW;
  await rt().pool.query("insert into users (id, email, created_at) values ('usr_1', 'a@example.com', now())");
  const ago = (days: number) => new Date(NOW - days * DAY_MS);
  for (const [id, expires, revoked] of [
    ["live", ago(-1), null],
    ["ended lately", ago(29), null],
    ["ended long ago", ago(31), null],
    ["revoked long ago", ago(-1), ago(31)],
  ] as const)
    await rt().pool.query(
      `insert into sessions (id, user_id, created_at, last_seen_at, expires_at, revoked_at)
       values ($1, 'usr_1', $2, $2, $3, $4)`,
      [id, ago(60), expires, revoked],
    );
  expect(await sweep(rt())).toMatchObject({ sessions: 2 });
  const { rows } = await rt().pool.query("select id from sessions order by id");
  expect(rows).toEqual([{ id: "ended lately" }, { id: "live" }]);
});

test("answers go after a day, also of a workspace that writes no more", async () => {
  rt().clock.ms = NOW;
  const { workspaceId } = (await testWorkspace(rt())).ctx;
  for (const [n, hours] of [1, 23, 25, 26, 900].entries())
    await rt().pool.query("insert into idempotency_keys values ($1, $2, $2, $2, $3)", [
      workspaceId,
      Buffer.from([n]),
      new Date(NOW - hours * 3_600_000),
    ]);
  expect(await sweep(rt(), undefined, 2)).toMatchObject({ answers: 3 });
  const { rows } = await rt().pool.query("select count(*)::int as n from idempotency_keys");
  expect(rows).toEqual([{ n: 2 }]);
});

test("a chart shows the same before and after", async () => {
  rt().clock.ms = NOW;
  const { ctx } = await testWorkspace(rt());
  await called(ctx.workspaceId, [1, 31, 32, 399]);
  const asked = {
    from: new Date(NOW - 400 * DAY_MS).toISOString(),
    to: new Date(NOW).toISOString(),
    interval: "day",
  } as const;
  for (const timeZone of ["UTC", "Europe/Berlin"]) {
    const before = await queryUsage(ctx, { ...asked, timeZone });
    await sweep(rt(), undefined, 2);
    expect(before.totals.count).toBe(4);
    expect(await queryUsage(ctx, { ...asked, timeZone })).toEqual(before);
  }
});

test("a plan that was made for empty tables is made anew once they have been counted", async () => {
  const client = await rt().pool.connect();
  const one = client as unknown as Pool;
  try {
    const load = proofLoader(one);
    const planned = async () => {
      for (let i = 0; i < 7; i++) await load([hash("sha256", `${i}`, "base64")]);
      const { rows } = await client.query<Record<string, string>>(
        `explain execute "proofs-by-hash"('{"\\\\x00"}')`,
      );
      return rows.map((row) => row["QUERY PLAN"] ?? "").find((line) => / on proofs p\b/.test(line)) ?? "";
    };
    await client.query("set enable_indexscan = off");
    await client.query("set enable_bitmapscan = off");
    expect(await planned()).toMatch(/Seq Scan/);
    // Whatever would be chosen now, the plan is kept.
    await client.query("reset enable_indexscan");
    await client.query("reset enable_bitmapscan");
    await client.query("set enable_seqscan = off");
    expect(await planned()).toMatch(/Seq Scan/);
    await vacuumEmbedded({ pool: one });
    expect(await planned()).toMatch(/Index Scan|Bitmap/);
    await client.query("reset enable_seqscan");
  } finally {
    client.release();
  }
});

test("a table of the embedded database that has doubled is counted anew, and one that has not is left alone", async () => {
  const { pool } = rt();
  const counted = async () => {
    const { rows } = await pool.query(
      "select relpages, reltuples::int as rows from pg_class where relname = 'usage_events'",
    );
    return rows[0] as { relpages: number; rows: number };
  };
  await pool.query("analyze usage_events");
  const before = await counted();
  const { ctx } = await testWorkspace(rt());
  await called(ctx.workspaceId, [1]);
  await analyzeGrown({ pool });
  expect(await counted()).toEqual(before);
  for (let i = 0; i < 4; i++)
    await called(
      ctx.workspaceId,
      Array.from({ length: 500 }, () => 1),
    );
  await analyzeGrown({ pool });
  expect((await counted()).rows).toBeGreaterThanOrEqual(before.rows + 2_000);
});

test("what fails for one workspace is counted, and the others are swept", async () => {
  rt().clock.ms = NOW;
  const all = await Promise.all([0, 1, 2].map(async () => (await testWorkspace(rt())).ctx.workspaceId));
  for (const workspaceId of all) await called(workspaceId, [31]);
  const { pool } = rt();
  const failing = {
    query: (text: string, values: unknown[]) =>
      values?.[0] === all[1] ? Promise.reject(new Error("damaged")) : pool.query(text, values),
  } as unknown as Pool;
  const before = rt().counts.upkeepFailures;
  await sweep({ ...rt(), pool: failing });
  const kept = await Promise.all(all.map(async (id) => "events" in (await left(id))));
  expect(kept).toEqual([false, true, false]);
  expect(rt().counts.upkeepFailures).toBeGreaterThan(before);
  await sweep(rt());
});

test("a fault is logged and waits for the next time; one that went well is told", async () => {
  rt().clock.ms = NOW;
  const { ctx } = await testWorkspace(rt());
  await called(ctx.workspaceId, [31]);
  const gone = { query: () => Promise.reject(new Error("Connection terminated")) } as unknown as Pool;
  await keepUp({ ...rt(), pool: gone });
  expect(rt().counts).toMatchObject({ upkeepRanAt: null, swept: { events: 0 } });
  await keepUp(rt());
  expect(rt().counts.upkeepRanAt).toBe(NOW);
  expect(rt().counts.swept.events).toBeGreaterThan(0);
});

// The embedded database has one connection, so nothing there happens at once.
if (process.env[SERVER_URL])
  describe("beside other connections", () => {
    test("while another process is at it nothing goes, and the rest goes once it has ended", async () => {
      rt().clock.ms = NOW;
      const { workspaceId } = (await testWorkspace(rt())).ctx;
      await called(workspaceId, [31, 32]);
      const other = await rt().pool.connect();
      try {
        await other.query("begin");
        await other.query(`select pg_advisory_xact_lock(${SWEEP_LOCK})`);
        expect(await sweep(rt())).toMatchObject({ events: 0, minutes: 0 });
        expect(await left(workspaceId)).toMatchObject({ events: [31, 32] });
        await other.query("rollback");
      } finally {
        other.release();
      }
      expect(await sweep(rt())).toMatchObject({ events: 2, minutes: 2 });
    });

    test("an old answer that a write has just made new stays", async () => {
      rt().clock.ms = NOW;
      const { workspaceId } = (await testWorkspace(rt())).ctx;
      await rt().pool.query("insert into idempotency_keys values ($1, $2, $2, $2, $3)", [
        workspaceId,
        Buffer.from([9]),
        new Date(NOW - 2 * DAY_MS),
      ]);
      const write = await rt().pool.connect();
      try {
        await write.query("begin");
        await write.query("update idempotency_keys set created_at = $2 where workspace_id = $1", [
          workspaceId,
          new Date(NOW),
        ]);
        expect(await sweep(rt())).toMatchObject({ answers: 0 });
        await write.query("commit");
      } finally {
        write.release();
      }
      expect(await sweep(rt())).toMatchObject({ answers: 0 });
    });
  });

test("vacuums the other tables if one fails, and then throws", async () => {
  const { pool } = rt();
  const asked: string[] = [];
  const query = (text: string) => {
    asked.push(text);
    return text === "vacuum (analyze) roles" ? Promise.reject(new Error("damaged")) : pool.query(text);
  };
  await expect(vacuumEmbedded({ pool: { query } as unknown as Pool })).rejects.toThrow("damaged");
  const { rows } = await pool.query(
    "select count(*)::int as tables from pg_tables where schemaname = 'public'",
  );
  expect(asked.filter((text) => text.startsWith("vacuum"))).toHaveLength(rows[0]?.tables);
});
