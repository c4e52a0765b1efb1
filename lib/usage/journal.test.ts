import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nodeInNamespace } from "@/db/testing-namespace";
import { testWorkspace, usageBatch, usageEvent, useRuntime, withFullDisk } from "../testing";
import type { UsageEvent, UsageJournal } from "./event";
import { openJournal } from "./journal";
import { batchesOf, eventsOf } from "./journal-record";
import { writeBatch } from "./write-batch";
import { newWriterFolder } from "./writer-folder";

const WRITER = "lib/usage/kill9-writer.ts";

const rt = useRuntime();
let root: string;
let open: UsageJournal[];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "latchkey-journal-"));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((journal) => journal.close()));
  rmSync(root, { recursive: true, force: true });
});

const NOON = Date.parse("2026-03-28T12:00:00Z");
let made = 0;
const event = (workspaceId: string, over: Partial<UsageEvent> = {}) =>
  usageEvent({
    workspaceId,
    at: NOON,
    requestId: `req_${++made}`,
    apiId: "api_1",
    keyId: "key_1",
    secretId: "sec_1",
    ...over,
  });

/** The lines of a batch as a segment has them. */
function lines(events: UsageEvent[], sequence: number): Buffer {
  const bytes = Buffer.from(usageBatch(events, sequence).rows.subarray(1));
  bytes[bytes.length - 2] = 0x2c;
  return bytes;
}

/** A folder as a process leaves it that is killed. */
function leaveBehind(...segments: Buffer[]): string {
  const { writer, folder, lock } = newWriterFolder(root);
  for (const [index, bytes] of segments.entries())
    writeFileSync(path.join(folder, `${String(index).padStart(12, "0")}.jsonl`), bytes);
  lock.release();
  return writer;
}

function journal(pool: Pool = rt().pool, maxDiskBytes = 64 * 1_048_576, folder: string | null = root) {
  const given = { pool, log: rt().log, now: Date.now, folder, maxDiskBytes, workspaceShare: 100 };
  const opened = openJournal(given);
  open.push(opened);
  return opened;
}

/** The database, until `away` says otherwise. */
function leavingPool() {
  const state = { away: true };
  const pool = new Proxy(rt().pool, {
    get: (target, name) =>
      name === "query" && state.away ? () => Promise.reject(new Error("gone")) : Reflect.get(target, name),
  });
  return { pool, state };
}

async function counted(workspaceId: string) {
  const { rows } = await rt().pool.query(
    `select (select count(*)::int from usage_events where workspace_id = $1) as events,
            (select count(distinct request_id)::int from usage_events where workspace_id = $1) as requests,
            (select coalesce(sum(count), 0)::int from usage_rollups where workspace_id = $1 and resolution = 1) as sums`,
    [workspaceId],
  );
  return rows[0];
}
const exactly = (n: number) => ({ events: n, requests: n, sums: n });

describe("a segment", () => {
  const some = fc.record({
    ip: fc.option(fc.ipV6()),
    reason: fc.option(fc.string({ unit: "binary" })),
    tags: fc.option(fc.array(fc.string({ unit: "binary", minLength: 1 }), { maxLength: 5 })),
    cost: fc.nat(),
  });

  test("gives back what was written, whatever it holds; PostgreSQL's one forbidden character is replaced", () => {
    const withoutNul = (value: UsageEvent) =>
      JSON.parse(JSON.stringify(value).replaceAll("\\u0000", "\\ufffd"));
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 20 }), (list) => {
        const events = list.map((over) => event("ws_1", over));
        const [first, second] = batchesOf(Buffer.concat([lines(events, 7), lines(events, 8)]));
        expect([first?.sequence, second?.sequence, first?.corrupt]).toEqual([7, 8, 0]);
        expect(eventsOf(first?.rows ?? Buffer.alloc(0))).toEqual(events.map(withoutNul));
      }),
    );
  });

  test("that was torn anywhere in its last record has the others, and no fault", () => {
    const whole = lines([event("ws_1")], 1);
    const last = lines([event("ws_1", { tags: ["ü"] })], 2);
    for (let cut = 0; cut < last.length; cut++) {
      const found = [...batchesOf(Buffer.concat([whole, last.subarray(0, cut)]))];
      expect(found.map((batch) => [batch.sequence, batch.count, batch.corrupt])).toEqual([[1, 1, 0]]);
    }
  });

  test("with one damaged byte loses that record only, and says so", () => {
    const parts = [1, 2, 3].map(() => lines([event("ws_1", { ip: "192.0.2.1" })], 4));
    const middle = parts[1] ?? Buffer.alloc(0);
    for (let at = 0; at < middle.length - 1; at++) {
      const damaged = Buffer.from(middle);
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      const found = [...batchesOf(Buffer.concat([parts[0] ?? middle, damaged, parts[2] ?? middle]))];
      expect(found.map((batch) => [batch.sequence, batch.count, batch.corrupt])).toEqual([[4, 2, 1]]);
      expect(eventsOf(found[0]?.rows ?? middle)).toHaveLength(2);
    }
  });
});

describe("what a dead process left", () => {
  test("is written once, however often it is replayed and however much of it had been written", async () => {
    const { ctx } = await testWorkspace(rt());
    const [a, b, c] = [1, 2, 3].map(() => Array.from({ length: 50 }, () => event(ctx.workspaceId)));
    if (!a || !b || !c) throw new Error("unreachable");
    const torn = lines(c, 3);
    const segments = [Buffer.concat([lines(a, 1), lines(b, 2)]), torn.subarray(0, torn.length - 9)];
    const writer = leaveBehind(...segments);
    await writeBatch(rt().pool, writer, 1, usageBatch(a));
    const first = journal();
    await first.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(149));
    expect(first.figures.replayedEvents).toBe(99);
    expect(readdirSync(root)).not.toContain(writer);

    // As if the replaying process, too, had been killed before it removed the folder.
    mkdirSync(path.join(root, writer));
    for (const [index, bytes] of segments.entries())
      writeFileSync(path.join(root, writer, `00000000000${index}.jsonl`), bytes);
    const second = journal();
    await second.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(149));
    expect(readdirSync(root)).not.toContain(writer);
  });

  test("is replayed by one of two processes, and a living one's is left alone", async () => {
    const { ctx } = await testWorkspace(rt());
    const { pool, state } = leavingPool();
    const living = journal(pool);
    living.record(event(ctx.workspaceId));
    for (let i = 0; i < 5; i++)
      leaveBehind(
        lines(
          Array.from({ length: 40 }, () => event(ctx.workspaceId)),
          1,
        ),
      );
    const two = [journal(), journal()];
    await Promise.all(two.map((one) => one.flush()));
    expect(two.reduce((sum, one) => sum + one.figures.replayedEvents, 0)).toBe(200);
    expect(await counted(ctx.workspaceId)).toEqual(exactly(200));
    state.away = false;
    await living.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(201));
  });

  test("with damage is written but for the damaged record, and kept for a person to see", async () => {
    const { ctx } = await testWorkspace(rt());
    const bytes = lines(
      [1, 2, 3].map(() => event(ctx.workspaceId)),
      1,
    );
    bytes[20] = 0x21;
    const writer = leaveBehind(bytes);
    const one = journal();
    await one.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(2));
    expect(one.figures.corruptRecords).toBe(1);
    expect(readdirSync(path.join(root, "aside"))).toEqual([`${writer}-000000000000.jsonl`]);
  });

  test("is replayed at once when its process ran in another process-id namespace, and never while that one lives", async () => {
    const { ctx } = await testWorkspace(rt());
    const { command, args } = nodeInNamespace(["--import", "tsx", WRITER, root, ctx.workspaceId, "1"]);
    // Its database is asked through its parent, which does not answer.
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    const gone = once(child, "close");
    await once(child.stdout, "data");
    child.stdout.resume();
    const [writer = ""] = readdirSync(root);
    const long = new Date(Date.now() - 3_600_000);
    utimesSync(path.join(root, writer), long, long);
    const early = journal();
    await early.flush();
    expect(early.figures.replayedEvents).toBe(0);
    child.kill("SIGKILL");
    await gone;
    const left = readdirSync(path.join(root, writer))
      .filter((name) => name.endsWith(".jsonl"))
      .flatMap((name) => [...batchesOf(readFileSync(path.join(root, writer, name)))])
      .reduce((sum, batch) => sum + batch.count, 0);
    expect(left).toBeGreaterThan(0);
    const late = journal();
    await late.flush();
    expect(late.figures.replayedEvents).toBe(left);
    expect(await counted(ctx.workspaceId)).toEqual(exactly(left));
    expect(readdirSync(root)).not.toContain(writer);
  });
});

describe("with the database away", () => {
  const bulky = Array.from({ length: 20 }, (_, i) => `${i}-${"x".repeat(110)}`);

  test("segments follow one another, are read back when it returns, and are deleted", async () => {
    const { ctx } = await testWorkspace(rt());
    const { pool, state } = leavingPool();
    const one = journal(pool);
    for (let i = 0; i < 16_000; i++) one.record(event(ctx.workspaceId, { tags: bulky }));
    const folder = path.join(root, readdirSync(root)[0] ?? "");
    expect(readdirSync(folder).filter((name) => name.endsWith(".jsonl")).length).toBeGreaterThan(2);
    expect(one.figures.waitingEvents).toBe(16_000);
    state.away = false;
    await one.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(16_000));
    await vi.waitFor(() => expect(readdirSync(folder).filter((name) => name.endsWith(".jsonl"))).toEqual([]));
    expect(one.figures).toMatchObject({ waitingEvents: 0, diskBytes: 0, memoryBytes: 0, lostEvents: 0 });
  });

  test("it takes no more than its bound, and says so, until the database has taken some", async () => {
    const { ctx } = await testWorkspace(rt());
    const { pool, state } = leavingPool();
    const one = journal(pool, 2_000_000);
    let recorded = 0;
    for (; one.accepting && recorded < 10_000; recorded++)
      one.record(event(ctx.workspaceId, { tags: bulky }));
    expect(recorded).toBeLessThan(10_000);
    expect(one.figures.diskBytes).toBeGreaterThanOrEqual(2_000_000);
    state.away = false;
    await one.flush();
    await vi.waitFor(() => expect(one.accepting).toBe(true));
    expect(await counted(ctx.workspaceId)).toEqual(exactly(recorded));
  });

  test("a process that ends leaves the rest on disk for the next; without a disk it says what is lost", async () => {
    const { ctx } = await testWorkspace(rt());
    const { pool } = leavingPool();
    const onDisk = journal(pool);
    const inMemory = journal(pool, 0, null);
    for (const one of [onDisk, inMemory]) for (let i = 0; i < 7; i++) one.record(event(ctx.workspaceId));
    await Promise.all([onDisk.close(), inMemory.close()]);
    expect([onDisk.figures.lostEvents, inMemory.figures.lostEvents]).toEqual([0, 7]);
    await journal().flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(7));
  });
});

describe("a fault", () => {
  test("of the disk: what it did not take is refused and not counted, until it takes a trial", async () => {
    const { ctx } = await testWorkspace(rt());
    const { pool, state } = leavingPool();
    const one = journal(pool);
    const record = () => one.record(event(ctx.workspaceId));
    expect([record(), record()]).toEqual([true, true]);
    expect(await withFullDisk(async () => [record(), record()])).toEqual([false, false]);
    expect([one.accepting, one.figures.onDisk, one.figures.waitingEvents]).toEqual([false, false, 2]);
    await vi.waitFor(() => expect(one.accepting).toBe(true), 5_000);
    expect([record(), one.figures.onDisk]).toEqual([true, true]);
    state.away = false;
    await one.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(3));
    expect(one.figures).toMatchObject({ waitingEvents: 0, diskBytes: 0, memoryBytes: 0, lostEvents: 0 });
  });

  test("of the disk under what was gathered refuses all of it, and counts none of it after a death either", async () => {
    const { ctx } = await testWorkspace(rt());
    const one = journal(leavingPool().pool);
    const gather = (times: number) => {
      const taken = Array.from({ length: times }, () => one.gather(event(ctx.workspaceId)));
      return taken.every(Boolean);
    };
    expect([gather(3), one.commit()]).toEqual([true, true]);
    // More than a batch: some of it is written before the commit.
    expect(await withFullDisk(async () => [gather(3_000), one.commit()])).toEqual([true, false]);
    const folder = path.join(root, readdirSync(root)[0] ?? "");
    const stored = readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .flatMap((name) => [...batchesOf(readFileSync(path.join(folder, name)))]);
    expect(stored.map(({ count, corrupt }) => [count, corrupt])).toEqual([[3, 0]]);
    await vi.waitFor(() => expect(one.accepting).toBe(true), 5_000);
    expect([gather(2), one.commit()]).toEqual([true, true]);
    expect(one.figures.waitingEvents).toBe(5);
  });

  test("of the folder refuses what comes, and goes on when it is back", async () => {
    const { ctx } = await testWorkspace(rt());
    const one = journal();
    const folder = path.join(root, readdirSync(root)[0] ?? "");
    rmSync(folder, { recursive: true });
    expect(one.record(event(ctx.workspaceId))).toBe(false);
    expect(one.accepting).toBe(false);
    mkdirSync(folder);
    await vi.waitFor(() => expect(one.accepting).toBe(true), 5_000);
    expect(one.record(event(ctx.workspaceId))).toBe(true);
    await one.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(1));
  });

  test("of the data puts that batch aside, and does not hold up the next", async () => {
    const { ctx } = await testWorkspace(rt());
    const one = journal();
    one.record(event(ctx.workspaceId, { cost: 2 ** 40 }));
    await one.flush();
    one.record(event(ctx.workspaceId));
    await one.flush();
    expect(await counted(ctx.workspaceId)).toEqual(exactly(1));
    expect(one.figures.setAsideEvents).toBe(1);
    expect(readdirSync(path.join(root, "aside"))).toHaveLength(1);
  });
});

test("without a disk and with the database away, what is lost at the end is told, also what waits behind a batch under way", async () => {
  const { ctx } = await testWorkspace(rt());
  const one = journal(leavingPool().pool, 64 * 1_048_576, null);
  one.record(event(ctx.workspaceId));
  // Is under way from now on, and does not arrive.
  void one.flush();
  one.record(event(ctx.workspaceId));
  await one.close();
  expect(one.figures.lostEvents).toBe(2);
});

test("asked by many at once to be in the database, it writes a few batches and not one for each", async () => {
  const { ctx } = await testWorkspace(rt());
  const queries = vi.spyOn(rt().pool, "query");
  const one = journal();
  await Promise.all(
    Array.from({ length: 200 }, async () => {
      one.record(event(ctx.workspaceId));
      await one.flush();
    }),
  );
  expect(queries.mock.calls.length).toBeLessThan(10);
  queries.mockRestore();
  expect(await counted(ctx.workspaceId)).toEqual(exactly(200));
});
