import { describe, expect, test } from "vitest";
import { createKey } from "../../keys/create-key";
import { testContext, testWorkspace, useRuntime } from "../../testing";
import { verify } from "../../verify/decide";
import { registryOf } from "../metrics/registry";
import { concernsOf } from "./concerns";
import { isOperator } from "./operator";
import { type Operations, readOperations } from "./read-operations";

const rt = useRuntime();

/** The first workspace, whose owners run the installation; and one that came later. */
async function workspaces() {
  const first = await testWorkspace(rt());
  await rt().pool.query("update workspaces set created_at = '2020-01-01' where id = $1", [
    first.ctx.workspaceId,
  ]);
  await rt().pool.query("update workspaces set created_at = now() where id <> $1", [first.ctx.workspaceId]);
  return { first, later: await testWorkspace(rt()) };
}

describe("the operators' figures", () => {
  test("are for owners and admins of the first workspace only", async () => {
    const { first, later } = await workspaces();
    const developer = testContext(rt(), first.ctx.workspaceId, ["keys:*", "apis:*", "usage:read"]);
    expect(await Promise.all([first.ctx, developer, later.ctx].map(isOperator))).toEqual([
      true,
      false,
      false,
    ]);
    for (const ctx of [developer, later.ctx])
      await expect(readOperations(ctx)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("say what happened, and where it is kept", async () => {
    const { first } = await workspaces();
    const { secret } = await createKey(first.ctx, { apiId: first.apiId, name: "k" });
    const before = await readOperations(first.ctx);
    for (let i = 0; i < 3; i++) await verify(rt(), first.ctx, { key: secret });
    await verify(rt(), first.ctx, { key: "nope" });
    rt().counts.verifyTook(0.03);
    rt().counts.policiesRanAt = Date.now();
    const now = await readOperations(first.ctx);
    expect(now.verifications.VALID - before.verifications.VALID).toBe(3);
    expect(now.verifications.NOT_FOUND - before.verifications.NOT_FOUND).toBe(1);
    expect([now.cache.hits - before.cache.hits, now.cache.misses - before.cache.misses]).toEqual([2, 1]);
    expect(now.latency.at(-1)).toEqual({ seconds: null, count: 1 });
    expect(now.latency.find(({ seconds }) => seconds === 0.00005)?.count).toBe(1);
    expect(now).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      processes: { answering: 1, wanted: 1 },
      database: { engine: "embedded", up: true },
      limits: { degraded: false },
      channels: [],
      journal: { kept: "memory", accepting: true, oldestAt: null },
    });
    expect(now.database.migrations.applied).toBe(now.database.migrations.known);
    expect(now.database.migrations.last).toMatch(/^\d{4}_/);
    expect(concernsOf(now)).toEqual([]);
  });

  test("are sums over all processes, and count those that do not answer", async () => {
    const { first } = await workspaces();
    const alone = await readOperations(first.ctx);
    const figures = (await registryOf(rt()).getMetricsAsJSON()) as never;
    const several = {
      ...rt(),
      config: { ...rt().config, workers: 3 },
      gather: async () => [figures, figures],
    };
    const both = await readOperations({ ...first.ctx, rt: several });
    expect(both.verifications.VALID).toBe(2 * alone.verifications.VALID);
    expect(both.latency.at(-1)?.count).toBe(2 * (alone.latency.at(-1)?.count ?? 0));
    expect(concernsOf(both).map(({ kind }) => kind)).toEqual(["limits_apart", "processes_missing"]);
  });

  test("name what wants attention, the worst first", async () => {
    const { first } = await workspaces();
    const well = await readOperations(first.ctx);
    const minutesAgo = (minutes: number) => new Date(Date.parse(well.at) - minutes * 60_000).toISOString();
    const ill: Operations = {
      ...well,
      policiesRanAt: minutesAgo(5),
      database: { ...well.database, up: false, migrations: { applied: 1, known: 2, last: null } },
      limits: { ...well.limits, kept: "redis", degraded: true },
      unlistedProxy: { peer: "10.0.0.1", lastAt: minutesAgo(59) },
      channels: [{ name: "postgres", up: false, cuts: 1 }],
      journal: {
        ...well.journal,
        kept: "disk",
        onDisk: false,
        accepting: false,
        waiting: 7,
        oldestAt: minutesAgo(1),
        setAside: 2,
        corrupt: 1,
        lost: 4,
      },
    };
    expect(concernsOf(ill)).toEqual([
      { kind: "database_down" },
      { kind: "journal_refuses", onDisk: false },
      { kind: "journal_lost", events: 4 },
      { kind: "journal_aside", events: 3 },
      { kind: "journal_behind", events: 7, oldestAt: minutesAgo(1) },
      { kind: "limits_degraded" },
      { kind: "channel_cut", channel: "postgres" },
      { kind: "proxy_unlisted", peer: "10.0.0.1", lastAt: minutesAgo(59) },
      { kind: "policies_late", ranAt: minutesAgo(5) },
      { kind: "migrations_differ", applied: 1, known: 2 },
    ]);
  });

  test("say which unlisted address sends forwarded headers, for an hour", async () => {
    const { first } = await workspaces();
    expect((await readOperations(first.ctx)).unlistedProxy).toBeNull();
    rt().unlistedProxy.note("10.0.0.1", { "x-forwarded-for": "203.0.113.9" });
    const seen = await readOperations(first.ctx);
    expect(concernsOf(seen)).toContainEqual({
      kind: "proxy_unlisted",
      peer: "10.0.0.1",
      lastAt: seen.unlistedProxy?.lastAt,
    });
    expect(
      concernsOf({ ...seen, at: new Date(Date.parse(seen.at) + 3_600_000).toISOString() }),
    ).not.toContainEqual(expect.objectContaining({ kind: "proxy_unlisted" }));
  });
});
