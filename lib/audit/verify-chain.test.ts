import { eq, getTableColumns } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { auditEvents } from "@/db/schema";
import { type Ctx, noteAsked } from "../platform/context";
import { transact } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { type AuditEntry, auditAll, auditHash, GENESIS } from "./audit";
import { listAuditEvents } from "./list-audit-events";
import { verifyChain } from "./verify-chain";

const rt = useRuntime();
const EVENTS = 7;

const entry = (name: string): AuditEntry => ({
  action: "key.updated",
  target: { type: "key", id: "key_1", name },
  before: { name: "old", limit: 10, nested: { b: 1, a: [true, null, "x"] } },
  after: { name, limit: 20 },
});
const write = (ctx: Ctx, entries: AuditEntry[]) => {
  noteAsked(ctx);
  return transact(ctx, (ctx) => auditAll(ctx, entries));
};

type Row = typeof auditEvents.$inferSelect;
let ctx: Ctx<Runtime>;
let rows: Row[];
const chain = async () =>
  rt()
    .db.select()
    .from(auditEvents)
    .where(eq(auditEvents.workspaceId, ctx.workspaceId))
    .orderBy(auditEvents.sequence);
const row = (sequence: number) => rows[sequence - 1] as Row;

/** As somebody with a database client would. `$1` is the workspace. */
const run = (text: string, ...values: unknown[]) =>
  rt().pool.query(text, text.includes("$1") ? [ctx.workspaceId, ...values] : values);

beforeEach(async () => {
  ctx = (await testWorkspace(rt())).ctx;
  await write(
    ctx,
    Array.from({ length: EVENTS }, (_, i) => entry(`k${i + 1}`)),
  );
  rows = await chain();
});

const at = (sequence: number) => row(sequence).at.toISOString();
/** What is answered of a chain of which the event of this number is the first that does not fit. */
const broken = (why: string, sequence: number, event: Row | null = row(sequence)) => ({
  intact: false,
  events: Math.max(sequence - 1, 0),
  from: sequence > 1 ? at(1) : null,
  to: sequence > 1 ? at(sequence - 1) : null,
  headHash: null,
  brokenAt: { why, sequence, id: event?.id ?? null, at: event?.at.toISOString() ?? null },
});
const whole = () => ({
  intact: true,
  events: rows.length,
  from: at(1),
  to: at(rows.length),
  headHash: rows.at(-1)?.hash.toString("hex"),
  brokenAt: null,
});

/** Makes the hash of an event again after an edit, as one would who knows how it is made. */
async function rehash(sequence: number): Promise<void> {
  const [edited] = (await chain()).filter((each) => each.sequence === sequence);
  const { hash: _, previousHash, ...event } = edited as Row;
  await run(
    "update audit_events set hash = $2 where workspace_id = $1 and sequence = $3",
    auditHash(previousHash, event),
    sequence,
  );
}

/** Makes every hash and the head again: a forged chain that fits. */
async function rehashAll(): Promise<void> {
  let previous: Buffer = GENESIS;
  const all = await chain();
  for (const { hash: _, previousHash: __, ...event } of all) {
    const hash = auditHash(previous, event);
    await run(
      "update audit_events set hash = $2, previous_hash = $3 where workspace_id = $1 and sequence = $4",
      hash,
      previous,
      event.sequence,
    );
    previous = hash;
  }
  await run("update audit_heads set hash = $2, sequence = $3 where workspace_id = $1", previous, all.length);
}

describe("a chain that nobody touched", () => {
  test("is intact, from its first event to its head, whose hash is the newest event's", async () => {
    expect(await verifyChain(ctx)).toEqual(whole());
    const { items } = await listAuditEvents(ctx, { limit: 1 });
    expect(items[0]?.hash).toBe((await verifyChain(ctx)).headHash);
  });

  test("is intact over many pages, and a break is found in any of them", async () => {
    await write(
      ctx,
      Array.from({ length: 400 }, (_, i) => entry(`more ${i}`)),
    );
    rows = await chain();
    expect(await verifyChain(ctx)).toEqual(whole());
    for (const sequence of [407, 401, 400, 201, 200, 101, 100]) {
      await run("update audit_events set action = 'x' where workspace_id = $1 and sequence = $2", sequence);
      expect(await verifyChain(ctx)).toEqual(broken("changed", sequence));
    }
  });
});

describe("an edited field", () => {
  const edits: Record<keyof Row, string> = {
    // Moved away, it is missing here.
    workspaceId: "",
    sequence: "",
    id: "id || 'x'",
    at: "at + interval '1 millisecond'",
    actorType: "'system'",
    actorId: "'usr_other'",
    actorName: "'other@example.com'",
    action: "'key.revoked'",
    targetType: "'role'",
    targetId: "'key_2'",
    targetName: "''",
    address: "null",
    userAgent: "'curl'",
    requestId: "'req_other'",
    before: "jsonb_set(before, '{nested,a,0}', 'false')",
    after: "null",
    previousHash: "sha256('x')",
    hash: "sha256('x')",
  };
  const columns = Object.entries(getTableColumns(auditEvents)).filter(
    ([field]) => edits[field as keyof Row] !== "",
  );
  const column = (field: string) => getTableColumns(auditEvents)[field as keyof Row].name;

  test("every column is tried", () => {
    expect(Object.keys(edits).toSorted()).toEqual(Object.keys(getTableColumns(auditEvents)).toSorted());
  });

  test.each(columns.map(([field]) => field as keyof Row))(
    "%s, in the first, a middle and the last event",
    async (field) => {
      for (const sequence of [EVENTS, 4, 1]) {
        await run(
          `update audit_events set ${column(field)} = ${edits[field]} where workspace_id = $1 and sequence = $2`,
          sequence,
        );
        const [edited] = (await chain()).filter((each) => each.sequence === sequence);
        expect(edited, "it really is another row").not.toEqual(row(sequence));
        expect(await verifyChain(ctx)).toEqual(broken("changed", sequence, edited));
      }
    },
  );

  test.each(
    columns
      .map(([field]) => field as keyof Row)
      .filter((field) => field !== "hash" && field !== "previousHash"),
  )("%s, with the event's hash made again: it is still the edited event that is named", async (field) => {
    await run(
      `update audit_events set ${column(field)} = ${edits[field]} where workspace_id = $1 and sequence = 4`,
    );
    await rehash(4);
    const [edited] = (await chain()).filter((each) => each.sequence === 4);
    expect(await verifyChain(ctx)).toEqual(broken("changed", 4, edited));
  });

  test("the last event's, with its hash made again, is not what the head names", async () => {
    await run("update audit_events set action = 'x' where workspace_id = $1 and sequence = $2", EVENTS);
    await rehash(EVENTS);
    expect(await verifyChain(ctx)).toEqual(broken("head", EVENTS));
  });

  test("a time that is none is found, and not a fault", async () => {
    await run("update audit_events set at = 'infinity' where workspace_id = $1 and sequence = 3");
    expect(await verifyChain(ctx)).toMatchObject({
      intact: false,
      events: 2,
      brokenAt: { why: "changed", sequence: 3, id: row(3).id, at: null },
    });
  });

  test("moved into another workspace's chain, it is missing here and belongs not there", async () => {
    const other = (await testWorkspace(rt())).ctx;
    await write(other, [entry("a"), entry("b")]);
    await rt().pool.query(
      "update audit_events set workspace_id = $2 where workspace_id = $1 and sequence = 3",
      [ctx.workspaceId, other.workspaceId],
    );
    expect(await verifyChain(ctx)).toEqual(broken("missing", 3, null));
    expect(await verifyChain(other)).toMatchObject({ events: 2, brokenAt: { why: "extra", sequence: 3 } });
  });
});

describe("events that are taken away, put in or changed about", () => {
  const remove = (where: string) => run(`delete from audit_events where workspace_id = $1 and ${where}`);

  test("the last event is missing", async () => {
    await remove(`sequence = ${EVENTS}`);
    expect(await verifyChain(ctx)).toEqual(broken("missing", EVENTS, null));
  });

  test("one in the middle is missing, and so is the first", async () => {
    await remove("sequence = 4");
    expect(await verifyChain(ctx)).toEqual(broken("missing", 4, null));
    await remove("sequence = 1");
    expect(await verifyChain(ctx)).toEqual(broken("missing", 1, null));
  });

  test("one in the middle, with the gap closed: the one after it is not what it was", async () => {
    await remove("sequence = 4");
    await run("update audit_events set sequence = sequence - 1 where workspace_id = $1 and sequence = 5");
    expect(await verifyChain(ctx)).toEqual(broken("changed", 4, row(5)));
  });

  test("all of them, also with the head", async () => {
    await remove("true");
    expect(await verifyChain(ctx)).toEqual(broken("missing", 1, null));
    await run("delete from audit_heads where workspace_id = $1");
    expect(await verifyChain(ctx)).toEqual(broken("missing", 1, null));
  });

  test("two that have changed places", async () => {
    await run("update audit_events set sequence = 0 where workspace_id = $1 and sequence = 3");
    await run("update audit_events set sequence = 3 where workspace_id = $1 and sequence = 4");
    await run("update audit_events set sequence = 4 where workspace_id = $1 and sequence = 0");
    expect(await verifyChain(ctx)).toEqual(broken("changed", 3, row(4)));
  });

  /** Puts a forged event after the one of this number, chained to it as well as can be. */
  async function insertAfter(sequence: number): Promise<Row> {
    const { hash: _, previousHash: __, ...event } = row(sequence);
    const forged = { ...event, id: `${event.id}x`, sequence: sequence + 1, action: "key.revoked" };
    const previousHash = sequence === 0 ? GENESIS : row(sequence).hash;
    const hash = auditHash(previousHash, forged);
    await rt()
      .db.insert(auditEvents)
      .values({ ...forged, previousHash, hash });
    return { ...forged, previousHash, hash };
  }

  test("one put after the end is beyond what the head names", async () => {
    const forged = await insertAfter(EVENTS);
    expect(await verifyChain(ctx)).toEqual(broken("extra", EVENTS + 1, forged));
  });

  test("one put in the middle, the others moved on: what comes after it is not what it was", async () => {
    await run("update audit_events set sequence = -sequence where workspace_id = $1 and sequence > 3");
    await run("update audit_events set sequence = 1 - sequence where workspace_id = $1 and sequence < 0");
    await insertAfter(3);
    await run("update audit_heads set sequence = sequence + 1 where workspace_id = $1");
    const { brokenAt } = await verifyChain(ctx);
    expect(brokenAt).toMatchObject({ why: "changed", sequence: 5, id: row(4).id });
  });

  test("one put before the first", async () => {
    await rt()
      .db.insert(auditEvents)
      .values({ ...row(1), id: "evt_forged", sequence: 0 });
    expect(await verifyChain(ctx)).toMatchObject({
      events: 0,
      brokenAt: { why: "extra", sequence: 0, id: "evt_forged" },
    });
  });

  test("a head with another hash, with another number, or none", async () => {
    await run("update audit_heads set hash = sha256('x') where workspace_id = $1");
    expect(await verifyChain(ctx)).toEqual(broken("head", EVENTS));
    await run("update audit_heads set sequence = sequence + 1 where workspace_id = $1");
    expect(await verifyChain(ctx)).toEqual(broken("missing", EVENTS + 1, null));
    await run("update audit_heads set sequence = sequence - 3 where workspace_id = $1");
    expect(await verifyChain(ctx)).toEqual(broken("extra", EVENTS - 1));
    await run("delete from audit_heads where workspace_id = $1");
    expect(await verifyChain(ctx)).toEqual(broken("head", EVENTS));
  });
});

describe("a hash that was noted", () => {
  const notPassed = {
    intact: false,
    headHash: null,
    brokenAt: { why: "expected", sequence: null, id: null, at: null },
  };
  const noted = () => row(EVENTS).hash.toString("hex");

  test("the chain passes through the head's, and through it still when it has grown", async () => {
    expect(await verifyChain(ctx, { expected: noted() })).toEqual(whole());
    await write(ctx, [entry("later")]);
    for (const expected of [noted(), noted().toUpperCase(), row(1).hash.toString("hex")])
      expect(await verifyChain(ctx, { expected })).toMatchObject({ intact: true, events: EVENTS + 1 });
  });

  test("shows what the chain alone does not: one that was made again from an edited event on", async () => {
    await run("update audit_events set actor_name = 'nobody' where workspace_id = $1 and sequence = 2");
    await rehashAll();
    expect(await verifyChain(ctx)).toMatchObject({ intact: true, events: EVENTS });
    expect(await verifyChain(ctx, { expected: noted() })).toMatchObject({ ...notPassed, events: EVENTS });
    // What was noted before the edited event still holds.
    expect(await verifyChain(ctx, { expected: row(1).hash.toString("hex") })).toMatchObject({ intact: true });
  });

  test("shows a chain that was cut, with its head", async () => {
    await run("delete from audit_events where workspace_id = $1 and sequence > 5");
    await rehashAll();
    expect(await verifyChain(ctx)).toMatchObject({ intact: true, events: 5 });
    expect(await verifyChain(ctx, { expected: noted() })).toMatchObject({ ...notPassed, events: 5 });
  });

  test("is not another workspace's", async () => {
    const { ctx: other } = await testWorkspace(rt());
    await write(other, [entry("a")]);
    expect(await verifyChain(other, { expected: noted() })).toMatchObject(notPassed);
  });

  test("a break is told first", async () => {
    await run("update audit_events set action = 'x' where workspace_id = $1 and sequence = 3");
    expect((await verifyChain(ctx, { expected: noted() })).brokenAt).toMatchObject({
      why: "changed",
      sequence: 3,
    });
  });

  test.each(["", "abc", "g".repeat(64), "0".repeat(63), "0".repeat(65)])(
    "%j is no hash",
    async (expected) => {
      await expect(verifyChain(ctx, { expected })).rejects.toMatchObject({
        code: "invalid_request",
        errors: [{ field: "expected", message: "must be a hash: 64 hexadecimal digits" }],
      });
    },
  );
});
