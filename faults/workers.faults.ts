import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { privatePostgres, startServer, type TestServer, verifyLoad } from "../server/testing";

let postgres: Awaited<ReturnType<typeof privatePostgres>>;
beforeAll(async () => {
  postgres = await privatePostgres();
}, 180_000);
afterAll(() => postgres.stop());

/** Process ids of the workers that answer, as /metrics tells them apart. */
async function workersOf(server: TestServer): Promise<Map<string, number>> {
  const { text } = await server.call("GET", "/metrics");
  const started = [...text.matchAll(/^process_start_time_seconds\{worker="(\d+)"\} (\S+)$/gm)];
  return new Map(started.map((m) => [m[1] ?? "", Number(m[2])]));
}

describe("several processes on one port", () => {
  let server: TestServer;
  let key: { id: string; secret: string };
  beforeAll(async () => {
    server = await startServer({ DATABASE_URL: postgres.url, WEB_CONCURRENCY: "2", LOG_LEVEL: "warn" });
    key = await server.createKey();
  }, 180_000);

  test("say so, and what it means for limits without Redis", () => {
    expect(server.output.text).toContain("in 2 processes");
    expect(server.output.text).toMatch(/each process counts limits for itself.*REDIS_URL/);
  });

  test("are all seen at /metrics, whichever of them is asked", async () => {
    expect([...(await workersOf(server)).keys()].sort()).toEqual(["0", "1"]);
  });

  test("a supervisor that is stopped does not hold up /metrics", { timeout: 120_000 }, async () => {
    // Leaves a connection open: the supervisor hands out new ones.
    await server.call("GET", "/healthz");
    process.kill(server.pid, "SIGSTOP");
    try {
      expect((await workersOf(server)).size).toBe(1);
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
    await vi.waitFor(async () => expect((await workersOf(server)).size).toBe(2), 45_000);
  });

  test("a rolling restart under load loses no request", { timeout: 240_000 }, async () => {
    const before = await workersOf(server);
    const load = verifyLoad(server, key.secret);
    await vi.waitFor(() => expect(load.seen.valid).toBeGreaterThan(50), 45_000);
    process.kill(server.pid, "SIGHUP");
    await vi.waitFor(
      async () => {
        const now = await workersOf(server);
        expect(now.size).toBe(2);
        for (const [worker, began] of now) expect(began).toBeGreaterThan(before.get(worker) ?? 0);
      },
      { timeout: 150_000, interval: 500 },
    );
    const after = load.seen.valid;
    await vi.waitFor(() => expect(load.seen.valid).toBeGreaterThan(after + 50), 45_000);
    const seen = await load.stop();
    expect(seen.others).toEqual([]);
  });

  test("one that is killed has a successor", { timeout: 180_000 }, async () => {
    const before = await workersOf(server);
    const { stdout } = await import("node:child_process").then(({ spawnSync }) =>
      spawnSync("ps", ["-o", "pid=", "--ppid", String(server.pid)], { encoding: "utf8" }),
    );
    const victim = Number(stdout.trim().split(/\s+/)[0]);
    process.kill(victim, "SIGKILL");
    await vi.waitFor(
      async () => {
        const now = await workersOf(server);
        expect(now.size).toBe(2);
        expect([...now.values()].sort()).not.toEqual([...before.values()].sort());
      },
      { timeout: 120_000, interval: 500 },
    );
    expect((await server.verify(key.secret)).json).toMatchObject({ code: "VALID" });
  });

  test("an end under load answers what was accepted, and every answer is counted", {
    timeout: 180_000,
  }, async () => {
    const one = await server.createKey("counted");
    const load = verifyLoad(server, one.secret);
    await vi.waitFor(() => expect(load.seen.valid).toBeGreaterThan(100), 45_000);
    process.kill(server.pid, "SIGTERM");
    expect(await server.ended).toBe(0);
    const seen = await load.stop();
    // After the end nobody listens; before it nothing is broken off.
    expect(seen.others.filter((other) => !other.includes("ECONNREFUSED"))).toEqual([]);
    const client = new Client(postgres.url);
    await client.connect();
    const { rows } = await client.query("select count(*)::int as n from usage_events where key_id = $1", [
      one.id,
    ]);
    await client.end();
    expect(rows).toEqual([{ n: seen.valid }]);
  });
});

test("the embedded database keeps it at one process, and it says why", { timeout: 180_000 }, async () => {
  const server = await startServer({ WEB_CONCURRENCY: "3", LOG_LEVEL: "silent" });
  expect(server.output.text).toMatch(/^WEB_CONCURRENCY: one process serves, because only one may open/m);
  const { secret } = await server.createKey();
  expect((await server.verify(secret)).json).toMatchObject({ code: "VALID" });
  expect(await server.stop()).toBe(0);
});
