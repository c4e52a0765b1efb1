// `node --import tsx bench/journal.ts [--rate=60000] [--seconds=5]`: what the usage journal costs a verification, and
// whether the disk and PostgreSQL keep up with a rate. Prints JSON.
import { rmSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Pool } from "pg";
import { openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { newRequestId } from "@/lib/platform/ids";
import { createLog } from "@/lib/platform/log";
import type { UsageEvent } from "@/lib/usage/event";
import { openJournal } from "@/lib/usage/journal";
import { startPostgres } from "../scripts/postgres.mjs";
import { temporaryFolder } from "./target";

const { values } = parseArgs({
  options: { rate: { type: "string", default: "60000" }, seconds: { type: "string", default: "5" } },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const KEYS = 100;
/** Events in a turn of the event loop. */
const TURN = 20;

const event = (i: number): UsageEvent => ({
  at: Date.now(),
  requestId: newRequestId(),
  workspaceId: "ws_01JNEX7Q4MABCDEFGHJKMNPQR",
  code: "VALID",
  cost: 1,
  apiId: "api_01JNEX7Q4MABCDEFGHJKMNPQR",
  environment: "live",
  keyId: `key_01JNEX7Q4MABCDEFGHJKMNPQ${i % KEYS}`,
  secretId: `sec_01JNEX7Q4MABCDEFGHJKMNPQ${i % KEYS}`,
  identityId: "idn_01JNEX7Q4MABCDEFGHJKMNPQR",
  ip: "203.0.113.9",
  reason: null,
  tags: null,
});

function percentiles(us: Float64Array, count: number) {
  const sorted = us.subarray(0, count).sort();
  const at = (share: number) => Number((sorted[Math.floor((count - 1) * share)] ?? 0).toFixed(2));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/**
 * Processor time of `record` itself, all of the kernel's part included: hardly moved by what else the machine does.
 * With the database away, and as many events in a turn of the event loop as a busy server answers in one.
 */
async function cost(folder: string | null) {
  const away = { query: () => Promise.reject(new Error("away")) } as unknown as Pool;
  const journal = openJournal({
    pool: away,
    log: createLog("silent"),
    now: Date.now,
    folder,
    maxDiskBytes: 2 ** 33,
    workspaceShare: 100,
  });
  const events = Array.from({ length: 200_000 }, (_, i) => event(i));
  const us = new Float64Array(events.length);
  const cpu = process.cpuUsage();
  for (let from = 0; from < events.length; from += TURN) {
    for (const one of events.slice(from, from + TURN)) journal.record(one);
    await turn();
  }
  const used = process.cpuUsage(cpu);
  for (const [i, one] of events.entries()) {
    const before = performance.now();
    journal.record(one);
    us[i] = (performance.now() - before) * 1_000;
    if (i % TURN === 0) await turn();
  }
  const bytesPerEvent = Math.round(journal.figures.diskBytes / events.length / 2);
  return {
    processorUsPerEvent: Number(((used.user + used.system) / events.length).toFixed(2)),
    recordUs: percentiles(us, events.length),
    ...(folder ? { bytesPerEvent } : {}),
  };
}

/** Records at the rate, a slice each turn of the event loop, as requests come; then waits for the database. */
async function keepUp(pool: Pool, folder: string | null) {
  const journal = openJournal({
    pool,
    log: createLog("silent"),
    now: Date.now,
    folder,
    maxDiskBytes: 2 ** 33,
    workspaceShare: 100,
  });
  const total = rate * seconds;
  const us = new Float64Array(total);
  const began = performance.now();
  let most = 0;
  for (let made = 0; made < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * rate));
    for (; made < due; made++) {
      const one = event(made);
      const before = performance.now();
      journal.record(one);
      us[made] = (performance.now() - before) * 1_000;
    }
    most = Math.max(most, journal.figures.waitingEvents);
    await turn();
  }
  const tookMs = performance.now() - began;
  await journal.flush();
  const settledMs = Math.round(performance.now() - began - tookMs);
  await journal.close();
  return {
    events: total,
    perSecond: Math.round(total / (tookMs / 1_000)),
    recordUs: percentiles(us, total),
    mostWaiting: most,
    settledMs,
  };
}

async function main(): Promise<void> {
  const postgres = await startPostgres();
  if (!postgres) throw new Error("there is no PostgreSQL to be had");
  const { db, pool, close } = openDatabase({ connectionString: postgres.url, max: 4 });
  await migrateDatabase(db);
  const folder = temporaryFolder();
  const report = {
    cost: { memory: await cost(null), disk: await cost(`${folder}/cost`) },
    keepUp: { memory: await keepUp(pool, null), disk: await keepUp(pool, `${folder}/keep-up`) },
  };
  process.stdout.write(`${JSON.stringify({ rate, seconds, ...report }, null, 2)}\n`);
  await close();
  postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`bench failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
