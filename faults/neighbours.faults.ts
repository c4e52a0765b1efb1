import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSecret } from "@/lib/platform/secret";
import type { Answer } from "@/server/testing";
import { type Tenant, twoWorkspaces } from "./two-workspaces";

// One workspace does its worst on an embedded server; another must not notice. Times are generous, because the machine may
// be busy: what is tested is that nobody is refused, slowed for seconds, or let in.

let servers: Awaited<ReturnType<typeof twoWorkspaces>>;
beforeAll(async () => {
  servers = await twoWorkspaces({ USAGE_JOURNAL_MAX_MB: "64" });
});
afterAll(() => servers.stop());

/** What a quiet neighbour sees: cold and warm verifications, and a page's reads. */
async function watch(tenant: Tenant, until: Promise<unknown>) {
  const seen = { calls: 0, refused: [] as string[], slowestMs: 0 };
  let running = true;
  const done = until.finally(() => {
    running = false;
  });
  const note = async (call: Promise<Answer>) => {
    const began = performance.now();
    const answer = await call;
    seen.calls++;
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - began);
    if (answer.status !== 200) seen.refused.push(`${answer.status} ${answer.text.slice(0, 160)}`);
  };
  for (let i = 0; running; i++) {
    // A value that nobody knows is always a look-up.
    const unknown = generateSecret("sk", "live");
    await note(tenant.call("POST", "/api/v1/keys/verify", { key: tenant.keys[i % tenant.keys.length] }));
    await note(tenant.call("POST", "/api/v1/keys/verify", { key: unknown }));
    if (i % 5 === 0) await note(tenant.call("GET", "/api/v1/keys?limit=20"));
    // A modest customer, not a second attacker.
    await pause(20);
  }
  await done;
  return seen;
}

function expectUnharmed(seen: Awaited<ReturnType<typeof watch>>) {
  expect(seen.calls).toBeGreaterThan(5);
  expect(seen.refused).toEqual([]);
  expect(seen.slowestMs).toBeLessThan(3_000);
}

describe("a hostile workspace on the same server", () => {
  test("imports 10,000 keys, and a neighbour's look-ups and reads all succeed", async () => {
    const { hostile, quiet } = servers;
    const keys = Array.from({ length: 10_000 }, (_, i) => ({
      name: `imported ${i}`,
      hash: randomBytes(32).toString("hex"),
    }));
    const importing = hostile.call("POST", "/api/v1/keys/import", { apiId: hostile.apiId, keys }, 300_000);
    const seen = await watch(quiet, importing);
    const answer = await importing;
    expect(answer.status).toBe(200);
    expect(answer.json["imported"]).toBe(10_000);
    expectUnharmed(seen);
  });

  test("asks for ever new limits, and an exhausted key of a neighbour stays exhausted", async () => {
    const { hostile, quiet, server } = servers;
    const ask = { key: quiet.keys[0], ratelimits: [{ name: "few", limit: 2, windowMs: 3_600_000 }] };
    for (let i = 0; i < 3; i++) await quiet.call("POST", "/api/v1/keys/verify", ask);
    let windowMs = 60_000;
    const before = await server.metric("process_resident_memory_bytes");
    const batch = () => ({
      requests: Array.from({ length: 100 }, () => ({
        key: hostile.keys[1],
        ratelimits: Array.from({ length: 20 }, (_, i) => ({
          name: `n${i}`,
          limit: 1_000,
          windowMs: windowMs++,
        })),
      })),
    });
    const statuses = new Map<number, number>();
    for (let i = 0; i < 100; i++) {
      const { status } = await hostile.call("POST", "/api/v1/keys/verify-batch", batch());
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const after = await quiet.call("POST", "/api/v1/keys/verify", ask);
    expect(after.json["code"]).toBe("RATE_LIMITED");
    // 200,000 windows were asked for; kept, they would take some 120 MB.
    expect((await server.metric("process_resident_memory_bytes")) - before).toBeLessThan(80 * 1_048_576);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  });

  test("reads heavy reports again and again, and a neighbour's look-ups and reads all succeed", async () => {
    const { hostile, quiet } = servers;
    const tags = Array.from({ length: 10 }, (_, i) => `tag${i}=${"x".repeat(60)}`);
    for (let i = 0; i < 300; i++)
      await hostile.call("POST", "/api/v1/keys/verify-batch", {
        requests: Array.from({ length: 100 }, (_, j) => ({
          key: hostile.keys[j],
          tags: [...tags, `path=/${i % 50}/${j}`],
        })),
      });
    const to = new Date(Date.now() + 60_000).toISOString();
    const from = new Date(Date.now() - 20 * 3_600_000).toISOString();
    const report = `/api/v1/usage?interval=minute&groupBy=tag&from=${from}&to=${to}`;
    const reading = Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let i = 0; i < 5; i++) await hostile.call("GET", report);
      }),
    );
    expectUnharmed(await watch(quiet, reading));
  });

  test("presents tens of thousands of unknown values, and a neighbour's keys stay in memory", async () => {
    const { hostile, quiet } = servers;
    const flood = async () => {
      for (let i = 0; i < 150; i++)
        await hostile.call("POST", "/api/v1/keys/verify-batch", {
          requests: Array.from({ length: 100 }, () => ({
            key: generateSecret("sk", "live"),
          })),
        });
    };
    const seen = await watch(quiet, Promise.all(Array.from({ length: 8 }, flood)));
    expectUnharmed(seen);
  });
});
