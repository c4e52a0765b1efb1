import { describe, expect, test } from "vitest";
import { SERVER_URL } from "@/db/testing";
import { testWorkspace, usageBatch, usageEvent, useRuntime } from "../testing";
import { queryUsage } from "../usage/query";
import { recentRequests } from "../usage/recent-requests";
import { writeBatch } from "../usage/write-batch";
import type { Ctx } from "./context";
import { inTurn, readHeavily } from "./heavy-reads";
import { isOutage } from "./outage";
import { ReadTurns } from "./read-turns";

const rt = useRuntime();
const NOON = Date.parse("2026-03-28T12:00:00Z");
const DATABASE = process.env[SERVER_URL] ? "server" : "embedded";
const SUBJECT = { field: "from", advice: "choose a shorter range" };

/** A context of its own turns, which a test may make tighter. */
function tight(ctx: Ctx, limits: ConstructorParameters<typeof ReadTurns>[1]): Ctx {
  return { ...ctx, rt: { ...ctx.rt, reads: new ReadTurns(DATABASE, limits) } };
}

/** Work that ends when it is told to. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, work: () => ended };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

/** Calls with tags: `of` tells of each by its number. */
async function written(count: number, of: (i: number) => Parameters<typeof usageEvent>[0]) {
  const { ctx } = await testWorkspace(rt());
  for (let from = 0; from < count; from += 5_000) {
    const events = Array.from({ length: Math.min(5_000, count - from) }, (_, i) =>
      usageEvent({ workspaceId: ctx.workspaceId, keyId: "key_1", secretId: "sec_1", ...of(from + i) }),
    );
    await writeBatch(rt().pool, `writer-${ctx.workspaceId}`, from + 1, usageBatch(events));
  }
  return ctx;
}

describe("large reads", () => {
  test("run as many at once as a workspace may, and let another workspace's pass those that wait", async () => {
    const a = tight((await testWorkspace(rt())).ctx, { perWorkspace: 1, total: 2 });
    const b = { ...a, workspaceId: "ws_b" };
    const order: string[] = [];
    const one = held();
    const two = held();
    const first = inTurn(a, async () => {
      order.push("a1");
      await one.work();
    });
    const second = inTurn(a, async () => void order.push("a2"));
    const other = inTurn(b, async () => {
      order.push("b1");
      await two.work();
    });
    await turns();
    expect(order).toEqual(["a1", "b1"]);
    one.end();
    await Promise.all([first, second]);
    two.end();
    await other;
    expect(order).toEqual(["a1", "b1", "a2"]);
  });

  test("are refused with 429 and Retry-After where a workspace has too many waiting, and others are not", async () => {
    const a = tight((await testWorkspace(rt())).ctx, { perWorkspace: 1, total: 2 });
    const one = held();
    const many = Array.from({ length: 20 }, () =>
      inTurn(a, one.work).then(
        () => "done",
        (error: { code: string; status: number; headers: object }) => error,
      ),
    );
    await turns();
    expect(await inTurn({ ...a, workspaceId: "ws_b" }, async () => "b")).toBe("b");
    one.end();
    const ends = await Promise.all(many);
    const refused = ends.filter((end) => end !== "done");
    expect(refused).toHaveLength(7);
    for (const each of refused)
      expect(each).toMatchObject({
        status: 429,
        code: "workspace_share_exceeded",
        headers: { "Retry-After": "1" },
      });
  });

  test("give up their place when the caller is gone, waiting or between two statements", async () => {
    const { ctx } = await testWorkspace(rt());
    const leaving = new AbortController();
    const a = { ...tight(ctx, { perWorkspace: 1, total: 1 }), signal: leaving.signal };
    const one = held();
    const first = inTurn(a, one.work);
    const second = inTurn(a, async () => "late").catch((error: unknown) => error);
    let statements = 0;
    const stay = { ...tight(ctx, {}), signal: leaving.signal };
    const third = readHeavily(stay, SUBJECT, async (read) => {
      for (;;) {
        await read.query("select 1", []);
        if (++statements === 3) leaving.abort();
      }
    });
    await expect(third).rejects.toMatchObject({ code: "unavailable" });
    expect(await second).toMatchObject({ code: "unavailable" });
    expect(statements).toBe(3);
    one.end();
    await first;
    expect(await inTurn({ ...a, signal: undefined } as unknown as Ctx, async () => "free")).toBe("free");
  });

  test.runIf(DATABASE === "server")("are ended by the server, which is a 400 and no outage", async () => {
    const ctx = tight((await testWorkspace(rt())).ctx, { statementMs: 100 });
    const slow = readHeavily(ctx, SUBJECT, (read) => read.query("select pg_sleep(20)", []));
    const problem = await slow.catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: "invalid_request", errors: [{ field: "from" }] });
    expect(isOutage(problem)).toBe(false);
    const writes = readHeavily(ctx, SUBJECT, (read) => read.query("delete from usage_events", []));
    await expect(writes).rejects.toThrow("read-only");
    expect(await readHeavily(ctx, SUBJECT, (read) => read.query("select 1 as one", []))).toEqual([
      { one: 1 },
    ]);
  });
});

describe("a read of usage", () => {
  const RANGE = { from: "2026-03-28T12:00:00Z", to: "2026-03-28T15:00:00Z", interval: "minute" as const };

  test("is refused by its range before anything is read, if it would read too much", async () => {
    const ctx = await written(3_000, (i) => ({ at: NOON + i * 1_000, tags: ["a"] }));
    const few = tight(ctx, { maxRows: 2_000 });
    const asked = queryUsage(few, { ...RANGE, groupBy: "tag" });
    await expect(asked).rejects.toMatchObject({ code: "invalid_request", errors: [{ field: "from" }] });
    const half = { ...RANGE, to: "2026-03-28T12:30:00Z", groupBy: "tag" as const };
    expect((await queryUsage(few, half)).totals.count).toBe(1_800);
    // Three secrets' sums are few rows, however many calls they stand for.
    expect((await queryUsage(few, RANGE)).totals.count).toBe(3_000);
  });

  test("answers the same in many steps as in one, whatever shares an instant", async () => {
    const ctx = await written(4_000, (i) => ({
      // 600 at one instant, which no step can cut.
      at: NOON + (i < 600 ? 0 : i * 1_500),
      keyId: `key_${i % 37}`,
      secretId: `sec_${i % 37}`,
      code: i % 5 === 0 ? "DISABLED" : "VALID",
      tags: i % 3 === 0 ? null : [`t${i % 11}`, "all"],
    }));
    const steps = tight(ctx, { pace: { aimMs: 0.001, firstRows: 1, mostRows: 500 } });
    for (const groupBy of [undefined, "code", "keyId", "tag"] as const) {
      const query = { ...RANGE, interval: "15m" as const, timeZone: "Asia/Kolkata", groupBy };
      const [few, many] = [await queryUsage(ctx, query), await queryUsage(steps, query)];
      expect(many).toEqual(few);
      expect(many.totals).toEqual({ count: 4_000, cost: 4_000, byCode: { VALID: 3_200, DISABLED: 800 } });
    }
  });

  test("lets others have their turn: one by minute and tag over 10,000 calls", async () => {
    const ctx = await written(10_000, (i) => ({
      at: NOON + i * 1_000,
      tags: Array.from({ length: 10 }, (_, t) => `tag-${t}-${i % 300}`),
    }));
    let reading = true;
    const began = performance.now();
    const read = queryUsage(ctx, { ...RANGE, groupBy: "tag" }).finally(() => {
      reading = false;
    });
    let others = 0;
    let longest = 0;
    while (reading) {
      const at = performance.now();
      await rt().pool.query("select 1");
      longest = Math.max(longest, performance.now() - at);
      others++;
    }
    const { points, totals } = await read;
    const took = performance.now() - began;
    expect(totals.count).toBe(10_000);
    expect(others).toBeGreaterThan(20);
    expect(longest).toBeLessThan(took / 4);
    // 3,000 tags: those with the most calls, and the rest together.
    expect(points.length).toBeLessThanOrEqual(50_000);
    expect(new Set(points.map(({ group }) => group)).has("other")).toBe(true);
  });
});

test("a list of a workspace's latest calls does not read what lies far behind them", async () => {
  const ctx = await written(6_000, (i) => ({ at: NOON + i }));
  const few = tight(ctx, { pace: { aimMs: 20, firstRows: 1_000, mostRows: 1_000 } });
  const statements: string[] = [];
  const pool = new Proxy(rt().pool, {
    get: (target, name) => {
      if (name !== "connect") return Reflect.get(target, name);
      return async () => {
        const client = await target.connect();
        return {
          query: (text: string, values: unknown[]) => {
            if (text.includes("limit $")) statements.push(text);
            return client.query(text, values);
          },
          release: () => client.release(),
        };
      };
    },
  });
  expect(await recentRequests({ ...few, rt: { ...few.rt, pool } }, { limit: 20 })).toHaveLength(20);
  expect(statements).toHaveLength(1);
});
