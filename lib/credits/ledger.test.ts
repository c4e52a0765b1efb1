import { describe, expect, test } from "vitest";
import { testWorkspace, useRuntime } from "../testing";
import { CreditLedger } from "./ledger";

const rt = useRuntime();
let made = 0;

/** Credits of an owner of their own, in a workspace of their own. */
async function balance(
  remaining: number,
  refill?: { interval: string; amount: number; day?: number; next: string },
) {
  const { ctx } = await testWorkspace(rt());
  const ownerId = `key_test_${made++}`;
  await rt().pool.query("insert into credits values ($1, $2, $3, $4, $5, $6, $7, now())", [
    ownerId,
    ctx.workspaceId,
    remaining,
    refill?.interval ?? null,
    refill?.amount ?? null,
    refill?.day ?? null,
    refill?.next ?? null,
  ]);
  return { workspaceId: ctx.workspaceId, ownerId };
}

async function left({ ownerId }: { ownerId: string }) {
  const { rows } = await rt().pool.query<{ remaining: string; next_refill_at: Date | null }>(
    "select remaining, next_refill_at from credits where owner_id = $1",
    [ownerId],
  );
  return { remaining: Number(rows[0]?.remaining), next: rows[0]?.next_refill_at?.toISOString() ?? null };
}

describe("credits", () => {
  test("64 callers on two nodes spend exactly what is there", async () => {
    const owner = await balance(100);
    const nodes = [new CreditLedger(rt().decisions, Date.now), new CreditLedger(rt().decisions, Date.now)];
    const results = await Promise.all(
      Array.from({ length: 64 }, async (_, i) => {
        const seen = [];
        for (let n = 0; n < 4; n++) seen.push(await nodes[i % 2]?.spend(owner.workspaceId, owner.ownerId, 1));
        return seen;
      }),
    );
    const all = results.flat();
    expect(all.filter((r) => typeof r === "object" && r.spent)).toHaveLength(100);
    expect(all).toHaveLength(256);
    expect((await left(owner)).remaining).toBe(0);
  });

  test("what is too dear is refused alone: a smaller spend behind it still fits", async () => {
    const owner = await balance(5);
    const ledger = new CreditLedger(rt().decisions, Date.now);
    const costs = [3, 10, 1, 0, 7, 1, 1];
    const results = await Promise.all(
      costs.map((cost) => ledger.spend(owner.workspaceId, owner.ownerId, cost)),
    );
    expect(results.map((r) => (r === "unavailable" ? r : r.spent))).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect((await left(owner)).remaining).toBe(0);
  });

  test("a cost of 0 reads", async () => {
    const owner = await balance(5);
    expect(
      await new CreditLedger(rt().decisions, Date.now).spend(owner.workspaceId, owner.ownerId, 0),
    ).toEqual({
      spent: true,
      remaining: 5,
    });
  });

  test("a refill that came due counts once, and the next one is set with it", async () => {
    const owner = await balance(1, {
      interval: "monthly",
      amount: 10,
      day: 31,
      next: "2026-10-31T00:00:00Z",
    });
    const now = () => Date.parse("2026-11-05T12:00:00Z");
    const nodes = [new CreditLedger(rt().decisions, now), new CreditLedger(rt().decisions, now)];
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, i) => nodes[i % 2]?.spend(owner.workspaceId, owner.ownerId, 1)),
    );
    expect(results.filter((r) => typeof r === "object" && r.spent)).toHaveLength(10);
    expect(await left(owner)).toEqual({ remaining: 0, next: "2026-11-30T00:00:00.000Z" });
  });

  test("a refill takes nothing away from more than its amount", async () => {
    const owner = await balance(500, { interval: "daily", amount: 10, next: "2026-11-05T00:00:00Z" });
    const ledger = new CreditLedger(rt().decisions, () => Date.parse("2026-11-05T00:00:00Z"));
    expect(await ledger.spend(owner.workspaceId, owner.ownerId, 1)).toEqual({ spent: true, remaining: 499 });
  });

  test("a fault spends nothing, is answered as unavailable, and is reported", async () => {
    const reported: unknown[] = [];
    const watch = { away: false, report: (place: string, error: unknown) => reported.push([place, error]) };
    const fault = Object.assign(new Error("numeric value out of range"), { code: "22003" });
    const ledger = new CreditLedger({ query: () => Promise.reject(fault) }, Date.now, watch);
    expect(await Promise.all([ledger.spend("ws", "key_x", 1), ledger.spend("ws", "key_x", 1)])).toEqual([
      "unavailable",
      "unavailable",
    ]);
    expect(reported.length).toBeGreaterThan(0);
    for (const one of reported) expect(one).toEqual(["credits", fault]);
  });

  test("a database that is known to be away is not asked", async () => {
    let asked = 0;
    const queries = {
      query: async () => {
        asked++;
        throw new Error("asked");
      },
    };
    const ledger = new CreditLedger(queries, Date.now, { away: true, report: () => {} });
    expect(await ledger.spend("ws", "key_x", 1)).toBe("unavailable");
    expect(asked).toBe(0);
  });

  test("a workspace has two statements under way and a bounded line, and another's spend is not behind it", async () => {
    const underWay: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const queries = {
      query: async (query: unknown) => {
        underWay.push(String((query as { values: unknown[] }).values[0]));
        await gate;
        return { rows: [{ have: "1000000", granted: "1000000" }] };
      },
    };
    const ledger = new CreditLedger(queries as never, Date.now);
    const many = Array.from({ length: 5_000 }, (_, i) => ledger.spend("ws_1", `key_${i % 100}`, 1));
    expect(await ledger.spend("ws_1", "key_over", 1)).toBe("unavailable");
    const other = ledger.spend("ws_2", "key_other", 1);
    expect(underWay).toEqual(["key_0", "key_1", "key_other"]);
    open();
    expect(await other).toMatchObject({ spent: true });
    expect((await Promise.all(many)).every((one) => one !== "unavailable" && one.spent)).toBe(true);
    expect(await ledger.spend("ws_1", "key_over", 1)).toMatchObject({ spent: true });
  });
});
