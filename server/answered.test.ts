import { connect } from "node:net";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answersIn, journalled, pipelined, privatePostgres, startServer } from "./testing";

const CONNECTIONS = 16;
const EACH = 200;

let postgres: Awaited<ReturnType<typeof privatePostgres>>;
beforeAll(async () => {
  postgres = await privatePostgres();
}, 180_000);
afterAll(() => postgres.stop());

/** The request ids in the database by now. */
async function delivered(): Promise<Set<string>> {
  const client = new Client(postgres.url);
  await client.connect();
  const { rows } = await client.query<{ request_id: string }>("select request_id from usage_events");
  await client.end();
  return new Set(rows.map((row) => row.request_id));
}

test("killed upon the first answers of many at once: each that arrived is in the journal", {
  timeout: 300_000,
}, async () => {
  const server = await startServer({ DATABASE_URL: postgres.url, LOG_LEVEL: "warn" });
  const { secret } = await server.createKey();
  // In memory, so that what follows is answered in the turns in which it comes.
  expect((await server.verify(secret)).json).toMatchObject({ code: "VALID" });
  let alive = true;
  const kill = () => {
    if (alive) process.kill(server.pid, "SIGKILL");
    alive = false;
  };
  const asked = pipelined(server.root, secret, EACH);
  const received = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect(server.port, "127.0.0.1");
      let text = "";
      socket.on("data", (part) => {
        kill();
        text += part;
      });
      // Broken off, which is what this is about.
      socket.on("error", () => {});
      socket.write(asked);
      await new Promise((resolve) => socket.once("close", resolve));
      return answersIn(text);
    }),
  );
  await server.ended;
  const answered = received.flat();
  expect(answered.every(({ status }) => status === 200)).toBe(true);
  // Some came, and the kill was in the midst of them.
  expect(answered.length).toBeGreaterThan(0);
  expect(answered.length).toBeLessThan(CONNECTIONS * EACH);
  const kept = journalled(path.join(server.folder, "journal"));
  const written = await delivered();
  expect(answered.filter(({ requestId }) => !kept.has(requestId) && !written.has(requestId))).toEqual([]);
  await server.stop();
});
