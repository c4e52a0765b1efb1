import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKey } from "../keys/create-key";
import { testWorkspace, usageEvent, useRuntime, withFullDisk } from "../testing";
import { verify } from "../verify/decide";
import { noDecision } from "../verify/no-decision";
import { verifyRequestSchema } from "../verify/schemas";
import type { UsageJournal } from "./event";
import { eventReason } from "./event-of";
import { openJournal } from "./journal";
import { JournalShares, type Portion } from "./journal-shares";

const rt = useRuntime();
let root: string;
let open: UsageJournal[];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "latchkey-shares-"));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((journal) => journal.close()));
  rmSync(root, { recursive: true, force: true });
});

/** A journal of which a workspace may have about `shareBytes` waiting, and whose database is away until told otherwise. */
function awayJournal(kept: "disk" | "memory", shareBytes = 100_000) {
  const state = { away: true };
  const pool: Pool = new Proxy(rt().pool, {
    get: (target, name) =>
      name === "query" && state.away ? () => Promise.reject(new Error("gone")) : Reflect.get(target, name),
  });
  // Without a disk the bound is the journal's own, of 256 MiB.
  const bound = kept === "disk" ? 64 * 1_048_576 : 256 * 1_048_576;
  const journal = openJournal({
    pool,
    log: rt().log,
    now: Date.now,
    folder: kept === "disk" ? root : null,
    maxDiskBytes: bound,
    workspaceShare: (shareBytes * 100) / bound,
  });
  open.push(journal);
  return { journal, state };
}

describe("the journal's shares", () => {
  test("equal a naive count after any order of adding, sealing, striking and settling, and leave nothing behind", () => {
    const names = ["ws_a", "ws_b", "ws_c"];
    const step = fc.oneof(
      fc.record({
        do: fc.constant("add" as const),
        name: fc.constantFrom(...names),
        bytes: fc.integer({ min: 1, max: 90 }),
      }),
      fc.record({ do: fc.constantFrom("seal" as const, "settle" as const, "strike" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const shares = new JournalShares(1_000, 10);
        const sealed: { portions: Portion[]; naive: Map<string, number> }[] = [];
        let filling = new Map<string, number>();
        const waiting = (name: string) =>
          [filling, ...sealed.map(({ naive }) => naive)].reduce((sum, m) => sum + (m.get(name) ?? 0), 0);
        for (const one of steps) {
          if (one.do === "add") {
            shares.add(one.name, one.bytes);
            filling.set(one.name, (filling.get(one.name) ?? 0) + one.bytes);
          } else if (one.do === "seal") {
            sealed.push({ portions: shares.seal(), naive: filling });
            filling = new Map();
          } else if (one.do === "settle") shares.giveBack(sealed.shift()?.portions ?? []);
          else {
            filling = new Map([...filling].filter(([name]) => name === "ws_a"));
            shares.reopen(filling);
          }
          for (const name of names) expect(shares.isOver(name)).toBe(waiting(name) >= 100);
        }
        shares.giveBack(shares.seal());
        for (const { portions } of sealed) shares.giveBack(portions);
        expect(shares.workspaces).toBe(0);
      }),
    );
  });

  test("get back what a failing disk struck out of a batch, and keep what it had taken", async () => {
    const { journal } = awayJournal("disk", 3_000);
    const gather = (workspaceId: string, times: number) => {
      for (let i = 0; i < times; i++) journal.gather(usageEvent({ workspaceId }));
    };
    gather("ws_early", 50);
    expect([journal.commit(), journal.overShare("ws_early")]).toEqual([true, true]);
    await withFullDisk(async () => {
      gather("ws_late", 50);
      expect(journal.overShare("ws_late")).toBe(true);
      expect(journal.commit()).toBe(false);
    });
    expect([journal.overShare("ws_early"), journal.overShare("ws_late")]).toEqual([true, false]);
  });
});

describe.each(["disk", "memory"] as const)("a workspace that fills its share of a journal in %s", (kept) => {
  test("alone gets 429 while others are verified and counted, and is served again when the database is back", async () => {
    const hostile = (await testWorkspace(rt())).ctx;
    const { ctx, apiId } = await testWorkspace(rt());
    const { secret } = await createKey(ctx, { apiId, name: "neighbour" });
    const { journal, state } = awayJournal(kept);
    const deps = { ...rt(), usage: journal };
    const tags = Array.from({ length: 20 }, (_, i) => `${i}-${"x".repeat(120)}`);
    const attack = () => verify(deps, hostile, { key: "malformed", tags });
    let answered = 0;
    let last = await attack();
    for (; last.kind === "answer" && answered < 10_000; answered++) last = await attack();
    expect(last).toEqual({ kind: "over_share", share: "usage" });
    // Without its tags such an event takes some 200 bytes.
    expect(answered).toBeGreaterThan(300);
    if (last.kind !== "over_share") throw new Error("unreachable");
    expect(noDecision(last)).toMatchObject({ status: 429, code: "workspace_share_exceeded" });

    expect(journal.accepting).toBe(true);
    for (let i = 0; i < 20; i++)
      expect(await verify(deps, ctx, { key: secret })).toMatchObject({ answer: { code: "VALID" } });
    expect((await attack()).kind).toBe("over_share");

    state.away = false;
    await vi.waitFor(async () => expect((await attack()).kind).toBe("answer"), 10_000);
    await journal.flush();
    const { rows } = await rt().pool.query(
      "select count(*)::int as n from usage_events where workspace_id = $1",
      [ctx.workspaceId],
    );
    expect(rows).toEqual([{ n: 20 }]);
  });
});

describe("an event", () => {
  test("of an unknown value has no tags", async () => {
    const { ctx } = await testWorkspace(rt());
    const before = rt().usage.events.length;
    await verify(rt(), ctx, { key: "unknown", tags: ["a"] });
    expect(rt().usage.events.slice(before)).toMatchObject([{ code: "NOT_FOUND", tags: null }]);
  });

  test("has each tag once", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { secret } = await createKey(ctx, { apiId, name: "k" });
    const before = rt().usage.events.length;
    await verify(rt(), ctx, { key: secret, tags: ["b", "a", "b", "b"] });
    expect(rt().usage.events.slice(before)).toMatchObject([{ code: "VALID", tags: ["b", "a"] }]);
  });

  test("takes a bounded size: long reasons are cut, and tags past 4,096 bytes are refused by name", () => {
    expect(eventReason("x".repeat(300))).toHaveLength(256);
    const refusal = (tags: string[]) =>
      verifyRequestSchema.safeParse({ key: "k", tags }).error?.issues.map(({ path: at }) => at.join("."));
    expect(refusal(Array.from({ length: 20 }, () => "x".repeat(128)))).toBeUndefined();
    expect(refusal(Array.from({ length: 20 }, () => "語".repeat(128)))).toEqual(["tags"]);
    expect(refusal(Array.from({ length: 21 }, () => "x"))).toEqual(["tags"]);
    expect(refusal(["x".repeat(129)])).toEqual(["tags.0"]);
  });
});
