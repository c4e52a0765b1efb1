import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { asProblem } from "@/lib/http/faults";
import { readiness } from "@/lib/http/ready";
import { createKey } from "@/lib/keys/create-key";
import { updateKey } from "@/lib/keys/update-key";
import { loadConfig } from "@/lib/platform/config";
import { requireScope } from "@/lib/platform/context";
import { transact } from "@/lib/platform/transact";
import type { Runtime } from "@/lib/runtime/runtime";
import { startRuntime } from "@/lib/runtime/start";
import { testWorkspace } from "@/lib/testing";
import { verify } from "@/lib/verify/decide";
import { privatePostgres } from "./testing";

const AWAITED = { timeout: 45_000, interval: 20 };
/** The promise is 50 ms; the rest is what a busy machine may take to come to it. */
const AT_ONCE_MS = 1_000;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let postgres: Awaited<ReturnType<typeof privatePostgres>>;
let rt: Runtime;
beforeAll(async () => {
  postgres = await privatePostgres();
  const env = { DATABASE_URL: postgres.url, LOG_LEVEL: "silent", DATA_DIR: "/nonexistent" };
  rt = await startRuntime(loadConfig({ ...process.env, ...env }), "memory");
});
afterAll(async () => {
  postgres.thaw();
  await rt.close();
  postgres.stop();
});

async function timed<T>(work: () => T | Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

async function workspaceWithKeys(count: number, remaining?: number) {
  const { ctx, apiId } = await testWorkspace(rt);
  const credits = remaining === undefined ? {} : { credits: { remaining } };
  const secrets: string[] = [];
  for (let i = 0; i < count; i++)
    secrets.push((await createKey(ctx, { apiId, name: `k${i}`, ...credits })).secret);
  const code = async (key: string) => {
    const result = await verify(rt, ctx, { key });
    return result.kind === "answer" ? result.answer.code : result.kind;
  };
  return { ctx, apiId, secrets, code };
}

/** What is in memory now is past its fresh time, as if nobody had asked for it for 20 s. */
function age(): () => void {
  const { now } = rt.proofs;
  Object.assign(rt.proofs, { now: () => now() + 20_000 });
  return () => Object.assign(rt.proofs, { now });
}

const unknown = () => createHash("sha256").update(String(Math.random())).digest("base64");

describe("a database that freezes", () => {
  test("makes no known key wait, and credits wait once at most", async () => {
    const { secrets, code } = await workspaceWithKeys(5);
    const paid = await workspaceWithKeys(1, 100);
    for (const secret of secrets) expect(await code(secret)).toBe("VALID");
    expect(await paid.code(paid.secrets[0] ?? "")).toBe("VALID");
    const reset = age();
    postgres.freeze();
    try {
      // One after the other, so that the first must be answered without anybody knowing of the outage.
      for (const secret of secrets) {
        const { value, ms } = await timed(() => code(secret));
        expect(value).toBe("VALID");
        expect(ms).toBeLessThan(AT_ONCE_MS);
      }
      expect(rt.database.away).toBe(false);
      const first = await timed(() => paid.code(paid.secrets[0] ?? ""));
      expect(first.value).toBe("unavailable");
      expect(first.ms).toBeLessThan(5_000);
      await vi.waitFor(() => expect(rt.database.away).toBe(true), AWAITED);
      const next = await timed(() => paid.code(paid.secrets[0] ?? ""));
      expect(next.value).toBe("unavailable");
      expect(next.ms).toBeLessThan(AT_ONCE_MS);
      expect(await code(secrets[0] ?? "")).toBe("VALID");
      expect(await readiness()).toEqual({
        status: "unavailable",
        reason: "The database does not answer.",
      });
    } finally {
      reset();
      postgres.thaw();
    }
    await vi.waitFor(() => expect(rt.database.away).toBe(false), AWAITED);
    await vi.waitFor(async () => expect(await paid.code(paid.secrets[0] ?? "")).toBe("VALID"), AWAITED);
    await vi.waitFor(async () => expect(await readiness()).toEqual({ status: "ok" }), AWAITED);
  });

  test("is waited for by a key whose changes may have been missed", async () => {
    const { ctx, secrets, code } = await workspaceWithKeys(1);
    const [secret = ""] = secrets;
    expect(await code(secret)).toBe("VALID");
    const told = rt.proofs.isTold;
    rt.proofs.isTold = () => false;
    const reset = age();
    // Changed by a node that is not heard; the database answers late.
    await rt.pool.query("update credentials set enabled = false where workspace_id = $1", [ctx.workspaceId]);
    postgres.freeze();
    const timer = setTimeout(() => postgres.thaw(), 500);
    try {
      const { value, ms } = await timed(() => code(secret));
      expect(ms).toBeGreaterThan(400);
      expect(value).toBe("DISABLED");
    } finally {
      clearTimeout(timer);
      postgres.thaw();
      reset();
      rt.proofs.isTold = told;
    }
  });
});

describe("a slow statement", () => {
  test("of many callers leaves look-ups their connections, and is no outage", async () => {
    const slow = Array.from({ length: 20 }, () =>
      rt.pool.query("select pg_sleep(6)").catch((error: unknown) => error),
    );
    const { value, ms } = await timed(() => rt.proofs.get(unknown(), "ws_1"));
    expect(value).toBeNull();
    expect(ms).toBeLessThan(AT_ONCE_MS);
    const ended = await Promise.all(slow);
    const refused = ended.filter((one) => one instanceof Error);
    // The pool's patience is 5 s.
    expect(refused.length).toBe(12);
    for (const error of refused) {
      const { code, detail } = asProblem(rt, "req_x", error);
      expect([code, detail]).toEqual(["unavailable", expect.stringContaining("took too long")]);
    }
    expect(await rt.database.answers()).toBe(true);
    expect(rt.database.away).toBe(false);
  });

  test("in a transaction is cancelled by the server, and its connection stays good", async () => {
    const { ctx } = await workspaceWithKeys(0);
    const outages = rt.database.outages;
    let pid = 0;
    requireScope(ctx, "keys:read");
    const error = await transact(ctx, async (ctx) => {
      pid = (await ctx.tx.execute<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid ?? 0;
      await ctx.tx.execute("select pg_sleep(60)");
    }).catch((failed: unknown) => failed);
    expect(asProblem(rt, "req_x", error)).toMatchObject({ code: "unavailable" });
    const { rows } = await rt.pool.query<{ state: string }>(
      "select state from pg_stat_activity where pid = $1",
      [pid],
    );
    expect(rows).toEqual([{ state: "idle" }]);
    expect(rt.database).toMatchObject({ away: false, outages });
  });
});

test("a database that turns read-only says so, goes on verifying, keeps usage, and heals", async () => {
  const { ctx, secrets, code } = await workspaceWithKeys(1);
  const [secret = ""] = secrets;
  expect(await code(secret)).toBe("VALID");
  const set = async (value: string) => {
    // Allowed in a read-only session as well.
    await rt.pool.query(`alter system set default_transaction_read_only = ${value}`);
    await rt.pool.query("select pg_reload_conf()");
  };
  await set("on");
  const own = "from credentials where workspace_id = $1";
  const id = (await rt.pool.query<{ id: string }>(`select id ${own}`, [ctx.workspaceId])).rows[0]?.id ?? "";
  const change = () => updateKey(ctx, id, { name: `n${Math.random()}` });
  try {
    await vi.waitFor(async () => {
      const error = await change().catch((failed: unknown) => failed);
      expect(asProblem(rt, "req_x", error)).toMatchObject({
        code: "unavailable",
        status: 503,
        detail: "The database is read-only. Nothing was changed.",
      });
    }, AWAITED);
    await vi.waitFor(() => expect(rt.database).toMatchObject({ away: false, readOnly: true }), AWAITED);
    expect(await readiness()).toEqual({ status: "unavailable", reason: "The database is read-only." });
    expect(await code(secret)).toBe("VALID");
    expect(await rt.proofs.get(unknown(), "ws_1")).toBeNull();
    expect(rt.usage.accepting).toBe(true);
  } finally {
    await set("off");
  }
  await vi.waitFor(() => expect(rt.database.readOnly).toBe(false), AWAITED);
  expect(await readiness()).toEqual({ status: "ok" });
  expect((await change()).id).toBe(id);
  await rt.usage.flush();
  const { rows } = await rt.pool.query<{ count: number }>(
    "select count(*)::int as count from usage_events where workspace_id = $1",
    [ctx.workspaceId],
  );
  expect(rows[0]?.count).toBe(2);
});
