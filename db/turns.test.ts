import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "./client";
import { testDatabase } from "./testing";
import { inTurns } from "./turns";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A pool that does nothing but hand out so many connections, and in which order they were asked for is seen. */
function poolOf(max: number, patienceMs = 60_000) {
  const pool = {
    connect: async () => ({
      readyForQuery: true,
      query: async (query: { text: string }) => {
        asked.push(query.text);
        return { rows: [] };
      },
      release: () => {},
    }),
    on: () => {},
    off: () => {},
  };
  const asked: string[] = [];
  const lanes = inTurns(pool as never, { max, patienceMs, giveUp: false });
  const connect = pool.connect as unknown as () => Promise<{ release(): void }>;
  return { asked, connect, ...lanes, pool: pool as unknown as { waitingCount: number } };
}

test("look-ups have the first turn, then credits, and the rest is not kept waiting for ever", async () => {
  const { asked, connect, lookups, decisions } = poolOf(1);
  const held = await connect();
  const rest = Array.from({ length: 3 }, async (_, i) => {
    const client = await connect();
    asked.push(`rest ${i}`);
    client.release();
  });
  const first = [
    ...[0, 1].map((i) => decisions.query(`credits ${i}`)),
    ...[0, 1, 2].map((i) => lookups.query(`look-up ${i}`)),
  ];
  held.release();
  await Promise.all([...rest, ...first]);
  expect(asked).toEqual([
    "look-up 0",
    "look-up 1",
    "look-up 2",
    "rest 0",
    "credits 0",
    "credits 1",
    "rest 1",
    "rest 2",
  ]);
});

test("management calls and credits leave connections to look-ups, however many wait", async () => {
  const { asked, connect, lookups, pool } = poolOf(16, 50);
  const held: { release(): void }[] = [];
  const late: unknown[] = [];
  const taken = Array.from({ length: 20 }, () =>
    connect().then(
      (client) => held.push(client),
      (error: Error) => late.push(error.name),
    ),
  );
  await lookups.query("look-up");
  expect(asked).toEqual(["look-up"]);
  expect(pool.waitingCount).toBe(12);
  await Promise.all(taken);
  // What was not begun in time never is.
  expect([held.length, late]).toEqual([8, Array(12).fill("LateError")]);
  for (const client of held) client.release();
  await connect();
});

test("a transaction and statements of all lanes share the one connection of an embedded database", async () => {
  const { pool, db, lookups, decisions } = database;
  const one = async (queries: Pick<typeof lookups, "query">, n: number) =>
    (await queries.query<{ n: number }>("select $1::int as n", [n])).rows[0]?.n;
  const results = await Promise.all([
    db.transaction(async (tx) => (await tx.execute<{ n: number }>("select 1 as n")).rows[0]?.n),
    one(lookups, 2),
    one(decisions, 3),
    one(pool, 4),
    ...Array.from({ length: 50 }, (_, i) => one(i % 2 ? lookups : pool, 5 + i)),
  ]);
  expect(results).toEqual(Array.from({ length: 54 }, (_, i) => i + 1));
  await expect(lookups.query("select nonsense")).rejects.toThrow("nonsense");
  expect(await one(lookups, 1)).toBe(1);
});
