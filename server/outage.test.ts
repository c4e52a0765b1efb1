import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { generateSecret } from "@/lib/keys/secret";
import { privatePostgres, slowProxy, startServer, type TestServer, verifyLoad } from "./testing";

// Past the cache's fresh time, so that what is answered is answered from before the outage.
const PAST_FRESH_MS = 11_000;
/** Nobody waits for a database that is known to be away: a request that does takes longer than this. */
const AT_ONCE_MS = 1_500;

let postgres: Awaited<ReturnType<typeof privatePostgres>>;
let proxy: Awaited<ReturnType<typeof slowProxy>>;
let server: TestServer;
let key: { id: string; secret: string };

beforeAll(async () => {
  postgres = await privatePostgres();
  proxy = await slowProxy(postgres.port);
  const url = new URL(postgres.url);
  url.port = String(proxy.port);
  server = await startServer({ DATABASE_URL: url.href, LOG_LEVEL: "warn" });
  key = await server.createKey();
  await server.verify(key.secret);
});
afterAll(async () => {
  postgres.thaw();
  await server.stop("SIGKILL");
  proxy.close();
  postgres.stop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** With the database away and the load running: who was known goes on, who was not is told, and nothing hangs. */
async function expectOutage() {
  const unknown = () => server.verify(generateSecret("sk", "live"), AT_ONCE_MS);
  await vi.waitFor(async () => expect((await unknown()).status).toBe(503), 10_000);
  expect((await unknown()).json).toMatchObject({ code: "unavailable" });
  expect(await server.metric("latchkey_database_up")).toBe(0);
  const asked = await server.call("GET", "/api/v1/keys", undefined, AT_ONCE_MS);
  expect([asked.status, asked.json["code"]]).toEqual([503, "unavailable"]);
  const changed = await server.call("PATCH", `/api/v1/keys/${key.id}`, { enabled: false }, AT_ONCE_MS);
  expect(changed.status).toBe(503);
  expect((await server.call("GET", "/healthz")).status).toBe(200);
  expect((await server.call("GET", "/readyz")).status).toBe(503);
}

async function expectHealed() {
  await vi.waitFor(async () => expect((await server.call("GET", "/api/v1/keys")).status).toBe(200), {
    timeout: 15_000,
    interval: 200,
  });
  expect(await server.metric("latchkey_database_up")).toBe(1);
  expect((await server.call("GET", "/readyz")).status).toBe(200);
  expect((await server.verify(generateSecret("sk", "live"))).json).toMatchObject({ code: "NOT_FOUND" });
  const made = await server.createKey("made after");
  expect((await server.verify(made.secret)).json).toMatchObject({ code: "VALID" });
}

describe("an outage of the database under load", () => {
  test("frozen: keys seen before go on past their fresh time, and it heals", {
    timeout: 60_000,
  }, async () => {
    const load = verifyLoad(server, key.secret, 8, AT_ONCE_MS);
    postgres.freeze();
    await pause(PAST_FRESH_MS);
    await expectOutage();
    const before = load.seen.valid;
    await vi.waitFor(() => expect(load.seen.valid).toBeGreaterThan(before + 50), 5_000);
    postgres.thaw();
    await expectHealed();
    expect((await load.stop()).others).toEqual([]);
    expect(await server.metric("latchkey_cache_stale_answers_total")).toBeGreaterThan(0);
  });

  test("killed: the same", { timeout: 60_000 }, async () => {
    const load = verifyLoad(server, key.secret, 8, AT_ONCE_MS);
    postgres.kill();
    await expectOutage();
    await pause(PAST_FRESH_MS);
    postgres.start();
    await expectHealed();
    expect((await load.stop()).others).toEqual([]);
  });

  test("a database that takes half a second does not slow what is warm", { timeout: 60_000 }, async () => {
    proxy.state.delayMs = 500;
    const load = verifyLoad(server, key.secret);
    const waited = await server.metric("latchkey_cache_misses_total");
    const lookedUp = await server.metric("latchkey_cache_lookups_total", "found");
    // Twice its fresh time: it was looked up again, and nobody waited for it.
    await pause(2 * PAST_FRESH_MS);
    expect(await server.metric("latchkey_cache_misses_total")).toBe(waited);
    expect(await server.metric("latchkey_cache_lookups_total", "found")).toBeGreaterThan(lookedUp + 1);
    proxy.state.delayMs = 0;
    expect((await load.stop()).others).toEqual([]);
    expect(await server.metric("latchkey_database_outages_total")).toBe(2);
  });
});
