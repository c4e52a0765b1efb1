import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { generateSecret } from "@/lib/platform/secret";
import { privatePostgres, slowProxy, startServer, type TestServer, verifyLoad } from "../server/testing";

/** A machine that stalls for a while makes no outage: what is awaited has this long. */
const AWAITED = { timeout: 45_000, interval: 200 };
/** A management request that waited for the database would take 8 s. */
const AT_ONCE_MS = 7_000;
const LIMIT = { timeout: 180_000 };

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
  await expectCode(key.secret, "VALID");
}, 180_000);
afterAll(async () => {
  postgres.thaw();
  await server.stop("SIGKILL");
  proxy.close();
  postgres.stop();
});

const expectCode = (secret: string, code: string) =>
  vi.waitFor(async () => expect((await server.verify(secret)).json["code"]).toBe(code), AWAITED);

/** With the database away and the load running: who was known goes on, who was not is told, and nothing hangs. */
async function expectOutage() {
  const unknown = () => server.verify(generateSecret("sk", "live"));
  await vi.waitFor(async () => expect((await unknown()).status).toBe(503), AWAITED);
  // A look-up that is late proves no outage: a small query of its own does, within 2 s more.
  await vi.waitFor(async () => expect(await server.metric("latchkey_database_up")).toBe(0), AWAITED);
  // Nobody waits for a database that is known to be away: not one of these asks it.
  const waited = await server.metric("latchkey_cache_misses_total");
  for (let n = 0; n < 20; n++)
    expect(await unknown()).toMatchObject({ status: 503, json: { code: "unavailable" } });
  expect(await server.metric("latchkey_cache_misses_total")).toBe(waited);
  const asked = await server.call("GET", "/api/v1/keys", undefined, AT_ONCE_MS);
  expect([asked.status, asked.json["code"]]).toEqual([503, "unavailable"]);
  const changed = await server.call("PATCH", `/api/v1/keys/${key.id}`, { enabled: false }, AT_ONCE_MS);
  expect(changed.status).toBe(503);
  expect((await server.call("GET", "/healthz")).status).toBe(200);
  expect((await server.call("GET", "/readyz")).status).toBe(503);
  await expectStale();
}

/** The fresh time of what is in memory is over, and it is answered all the same. */
async function expectStale() {
  const stale = () => server.metric("latchkey_cache_stale_answers_total");
  const before = await stale();
  await vi.waitFor(async () => expect(await stale()).toBeGreaterThan(before + 50), AWAITED);
}

async function expectHealed() {
  await vi.waitFor(async () => expect((await server.call("GET", "/api/v1/keys")).status).toBe(200), AWAITED);
  expect(await server.metric("latchkey_database_up")).toBe(1);
  expect((await server.call("GET", "/readyz")).status).toBe(200);
  // When changes are heard again, all that is in memory is looked up once more.
  await vi.waitFor(async () => expect(await server.metric("latchkey_changes_channel_up")).toBe(1), AWAITED);
  await expectCode(generateSecret("sk", "live"), "NOT_FOUND");
  await expectCode((await server.createKey("made after")).secret, "VALID");
}

describe("an outage of the database under load", () => {
  test("frozen: keys seen before go on past their fresh time, and it heals", LIMIT, async () => {
    const load = verifyLoad(server, key.secret);
    postgres.freeze();
    await expectOutage();
    const before = load.seen.valid;
    await vi.waitFor(() => expect(load.seen.valid).toBeGreaterThan(before + 50), AWAITED);
    postgres.thaw();
    await expectHealed();
    expect((await load.stop()).others).toEqual([]);
  });

  test("killed: the same", LIMIT, async () => {
    const load = verifyLoad(server, key.secret);
    postgres.kill();
    await expectOutage();
    postgres.start();
    await expectHealed();
    expect((await load.stop()).others).toEqual([]);
    expect(await server.metric("latchkey_database_outages_total")).toBeGreaterThanOrEqual(2);
  });

  test("a database that takes half a second does not slow what is warm", LIMIT, async () => {
    await expectCode(key.secret, "VALID");
    proxy.state.delayMs = 500;
    const load = verifyLoad(server, key.secret);
    const waited = await server.metric("latchkey_cache_misses_total");
    const found = () => server.metric("latchkey_cache_lookups_total", "found");
    const before = await found();
    // The key and the root key were looked up again, twice and so past their fresh time, and nobody waited for it.
    await vi.waitFor(async () => expect(await found()).toBeGreaterThanOrEqual(before + 4), AWAITED);
    expect(await server.metric("latchkey_cache_misses_total")).toBe(waited);
    proxy.state.delayMs = 0;
    expect((await load.stop()).others).toEqual([]);
  });
});
