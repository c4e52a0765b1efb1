import { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "pg";
import { expect, vi } from "vitest";
import { send, type TestServer } from "../server/testing";

const TIMEOUT_MS = 30_000;

export type MadeKey = { id: string; secret: string };

export const between = (from: number, to: number) => from + Math.random() * (to - from);

/** Runs `one` again and again on so many connections, until `stop` or until the server is gone. */
function drive(connections: number, one: (agent: Agent) => Promise<void>) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let running = true;
  const loop = async () => {
    while (running)
      try {
        await one(agent);
      } catch {
        // The connection broke: what was asked was not acknowledged.
        return;
      }
  };
  const ended = Promise.all(Array.from({ length: connections }, loop)).then(() => agent.destroy());
  return {
    ended,
    stop: () => {
      running = false;
      return ended;
    },
  };
}

/** Creates keys until the server is gone, and adds each that was acknowledged to `made`. */
export async function createKeys(server: TestServer, made: MadeKey[]) {
  const { items } = (await server.call("GET", "/api/v1/apis")).json as { items: { id: string }[] };
  const body = { apiId: items[0]?.id, name: "made under fire" };
  const call = { method: "POST", path: "/api/v1/keys", root: server.root, timeoutMs: TIMEOUT_MS };
  return drive(3, async (agent) => {
    const answer = await send(agent, server.port, call, body);
    if (answer.status !== 201) return;
    const { key, secret } = answer.json as { key: { id: string }; secret: string };
    made.push({ id: key.id, secret });
  });
}

/** Every key that was acknowledged is there and valid, and the audit chain has an event for each and is intact. */
export async function expectKept(server: TestServer, made: readonly MadeKey[]): Promise<void> {
  const missing: string[] = [];
  for (const { id, secret } of made) {
    const { status, json } = await server.verify(secret);
    if (status !== 200 || json["code"] !== "VALID" || json["keyId"] !== id) missing.push(id);
  }
  expect(missing).toEqual([]);
  const { json } = await server.call("GET", "/api/v1/audit-events/verification");
  expect(json).toMatchObject({ intact: true, brokenAt: null });
  expect(json["events"]).toBeGreaterThanOrEqual(made.length);
}

export type Answers = { acknowledged: string[]; others: string[] };

/** Verifies a key; the request ids of answers that arrived go to `acknowledged`, everything else to `others`. */
export function verifyKey(server: TestServer, secret: string, seen: Answers, connections = 16, pauseMs = 0) {
  const call = { method: "POST", path: "/api/v1/keys/verify", root: server.root, timeoutMs: TIMEOUT_MS };
  return drive(connections, async (agent) => {
    const { status, json, text } = await send(agent, server.port, call, { key: secret });
    if (status === 200 && json["valid"] === true) seen.acknowledged.push(String(json["requestId"]));
    else seen.others.push(`${status} ${text.slice(0, 200)}`);
    if (pauseMs > 0) await pause(pauseMs);
  });
}

/**
 * Each acknowledged verification is in the database once, as an event and in the sums. At most `unheard` more are: they
 * were recorded, and their answers did not arrive.
 */
export async function expectCountedOnce(url: string, acknowledged: string[], unheard: number): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const idsOf = async () => {
    const { rows } = await pool.query<{ id: string }>("select request_id as id from usage_events");
    return rows.map(({ id }) => id);
  };
  try {
    await vi.waitFor(async () => expect((await idsOf()).length).toBeGreaterThanOrEqual(acknowledged.length), {
      timeout: 60_000,
      interval: 500,
    });
    const ids = await idsOf();
    const counted = new Set(ids);
    expect(acknowledged.filter((id) => !counted.has(id))).toEqual([]);
    expect(ids.length - counted.size).toBe(0);
    expect(ids.length - acknowledged.length).toBeLessThanOrEqual(unheard);
    const { rows } = await pool.query(
      "select coalesce(sum(count), 0)::int as count from usage_rollups where resolution = 1",
    );
    expect(rows).toEqual([{ count: ids.length }]);
  } finally {
    await pool.end();
  }
}
