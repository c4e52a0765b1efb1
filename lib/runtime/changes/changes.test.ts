import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { testDatabase } from "@/db/testing";
import { ProofCache } from "../../credentials/cache";
import { proofLoader } from "../../credentials/look-up";
import { createKey } from "../../keys/create-key";
import { revokeKey } from "../../keys/revoke-key";
import { updateKey } from "../../keys/update-key";
import { read, written } from "../../platform/change";
import { type Ctx, noteAsked } from "../../platform/context";
import { createLog } from "../../platform/log";
import { hasRedisServer, type PrivateRedis, privateRedis } from "../../platform/redis/testing";
import { transact } from "../../platform/transact";
import { type TestRuntime, testRuntime, testWorkspace } from "../../testing";
import { verify } from "../../verify/decide";
import { Changes, type Ways } from "./changes";

const log = createLog("silent");

/** Another process on the same database: its own memory, its own channels. */
async function node(rt: TestRuntime, ways: Ways) {
  const proofs = new ProofCache(proofLoader(rt.pool), rt.now, 1_000);
  const changes = new Changes(proofs, { forgetAll: () => {}, forgetWorkspace: () => {} }, log, ways);
  await changes.open();
  return { ...rt, proofs, changes };
}
type Node = Awaited<ReturnType<typeof node>>;

const at = (ctx: Ctx, rt: Node): Ctx => ({ ...ctx, rt });

test("a line is read as it was written, and what is not known as everything", () => {
  const hash = Buffer.from("hash");
  for (const change of [
    { credential: "key_1" },
    { hash },
    { workspace: "ws_1" },
    { limits: "ws_1" },
    "all",
  ] as const)
    expect(read(written("node_1", change))).toEqual({ from: "node_1", change });
  expect(read("node_1 planet mars")).toEqual({ from: "node_1", change: "all" });
});

const engines: [string, boolean, () => Ways][] = [];
let redis: PrivateRedis | undefined;
let newClient: Ways["newClient"];
if (process.env["LATCHKEY_TEST_POSTGRES"])
  engines.push(["PostgreSQL", true, () => ({ newClient, redisUrl: undefined })]);
if (hasRedisServer) engines.push(["Redis", false, () => ({ newClient: undefined, redisUrl: redis?.url })]);

describe.each(engines)("changes over %s", (_, transactional, ways) => {
  let rt: TestRuntime;
  let one: Node;
  let two: Node;
  beforeAll(async () => {
    if (hasRedisServer) redis = await privateRedis();
    const database = await testDatabase();
    newClient = database.newClient;
    rt = await testRuntime({}, database);
  });
  afterAll(async () => {
    await rt.close();
    await redis?.kill();
  });
  beforeEach(async () => {
    [one, two] = [await node(rt, ways()), await node(rt, ways())];
  });
  afterEach(() => {
    one.changes.close();
    two.changes.close();
  });

  /** The server's own processes that the nodes listen on. */
  const listeners = async () => {
    const { rows } = await rt.pool.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'latchkey changes' and datname = current_database()",
    );
    return rows.map((row) => row.pid);
  };
  const terminate = (pid: number) => rt.pool.query("select pg_terminate_backend($1)", [pid]);

  /** What each of the two nodes says. Time stands still, so that nothing is looked up because it is old. */
  const codes = async (ctx: Ctx, key: string) => {
    const results = await Promise.all([one, two].map((n) => verify(n, ctx, { key })));
    return results.map((r) => (r.kind === "answer" ? r.answer.code : r.kind));
  };
  const atRest = async (run: () => Promise<void>) => {
    rt.clock.ms = Date.now() + 1;
    try {
      await run();
    } finally {
      rt.clock.ms = null;
    }
  };

  test("reach the other node, and hold on the one that made them at once", async () => {
    await atRest(async () => {
      const { ctx, apiId } = await testWorkspace(rt);
      const { key, secret } = await createKey(at(ctx, one), { apiId, name: "k" });
      expect(await codes(ctx, secret)).toEqual(["VALID", "VALID"]);
      await updateKey(at(ctx, two), key.id, { enabled: false });
      expect((await codes(ctx, secret))[1]).toBe("DISABLED");
      await vi.waitFor(async () => expect(await codes(ctx, secret)).toEqual(["DISABLED", "DISABLED"]), 5_000);
      await revokeKey(at(ctx, one), key.id);
      expect((await codes(ctx, secret))[0]).toBe("REVOKED");
      await vi.waitFor(async () => expect(await codes(ctx, secret)).toEqual(["REVOKED", "REVOKED"]), 5_000);
      expect(one.changes.heard).toBe(1);
    });
  });

  test("that are rolled back are not announced", async () => {
    const { ctx } = await testWorkspace(rt);
    const by = at(ctx, one);
    noteAsked(by);
    const failing = transact(by, async (ctx) => {
      await one.changes.announce(ctx, { credential: "key_undone" });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await transact(by, (ctx) => one.changes.announce(ctx, "all"));
    await vi.waitFor(() => expect(two.changes.heard).toBe(1), 5_000);
  });

  test("that were missed while the channel was cut hold when it is back", async () => {
    await atRest(async () => {
      const { ctx, apiId } = await testWorkspace(rt);
      const { key, secret } = await createKey(at(ctx, one), { apiId, name: "k" });
      expect(await codes(ctx, secret)).toEqual(["VALID", "VALID"]);
      const channel = two.changes.channels[0];
      if (transactional) for (const pid of await listeners()) await terminate(pid);
      else await redis?.kill();
      await vi.waitFor(() => expect(channel?.cuts).toBe(1), 10_000);
      // Made by somebody who announces nothing: as good as a message that was lost.
      await rt.db.execute(sql`update credentials set enabled = false where id = ${key.id}`);
      if (!transactional) await redis?.start();
      rt.clock.ms = (rt.clock.ms ?? 0) + 1;
      await vi.waitFor(() => expect(channel?.up).toBe(true), 20_000);
      rt.clock.ms += 1;
      expect((await codes(ctx, secret))[1]).toBe("DISABLED");
    });
  });

  test("notice a peer that is frozen and says nothing", async () => {
    const channel = two.changes.channels[0];
    const frozen = transactional ? await listeners() : [];
    const signal = (name: "SIGSTOP" | "SIGCONT") => {
      for (const pid of frozen) process.kill(pid, name);
    };
    if (transactional) signal("SIGSTOP");
    else redis?.freeze();
    try {
      await vi.waitFor(() => expect(channel?.cuts).toBe(1), 20_000);
    } finally {
      if (transactional) signal("SIGCONT");
      else redis?.thaw();
    }
    await vi.waitFor(() => expect(channel?.up).toBe(true), 20_000);
  });
});
