// `npm run bench -- database`: what verifications cost PostgreSQL, by how many keys they are spread over. One connection, the
// product's own statements, 100,000 keys; microseconds of the backend's processor time, which hardly move with what else the
// machine does, as nothing of the load or of the answers is in them. JSON on standard output.

import { openDatabase } from "@/db/client";
import { proofLoader } from "@/lib/credentials/look-up";
import { newRequestId } from "@/lib/platform/ids";
import type { UsageEvent } from "@/lib/usage/event";
import { OpenBatch } from "@/lib/usage/open-batch";
import { writeBatch } from "@/lib/usage/write-batch";
import { copyKeys, hashes } from "./cold";
import { startProduct } from "./product";
import { newDatabase } from "./services";
import { processorTime } from "./target";

const KEYS = 100_000;
const LOOK_UPS = 20_000;

const url = await newDatabase();
const product = await startProduct({ env: { DATABASE_URL: url }, keys: 1 });
await product.stop();
const known = hashes(await copyKeys(url, KEYS)).map((hash) => hash.toString("base64"));
const { pool, close } = openDatabase({ connectionString: url, max: 1 });
const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
const pid = rows[0]?.pid ?? 0;

/** Microseconds that the backend takes for each of `count`. */
async function costOf(count: number, work: () => Promise<void>): Promise<number> {
  const before = processorTime(pid)?.all ?? Number.NaN;
  await work();
  return Number((((processorTime(pid)?.all ?? Number.NaN) - before) / count).toFixed(1));
}

const [proof] = await proofLoader(pool)(known.slice(0, 1));
if (!proof) throw new Error("the copied keys are not found");
const { credential } = proof;
if (credential.kind === "root") throw new Error("a root key was found");
const { workspaceId, apiId, identity } = credential;
const numbered = (prefix: string, n: number) => `${prefix}_${String(n).padStart(26, "0")}`;

const event = (n: number, at: number): UsageEvent => ({
  at,
  requestId: newRequestId(),
  workspaceId,
  code: "VALID",
  cost: 1,
  apiId: apiId ?? "",
  environment: "live",
  keyId: numbered("key", n),
  secretId: numbered("sec", n),
  identityId: identity?.id ?? "",
  ip: null,
  reason: null,
  tags: null,
});

let clock = Date.now();
let sequence = 0;

/** Batches of `size` events, half a second apart. */
async function batches(count: number, size: number, keyOf: (i: number) => number): Promise<number> {
  const made = Array.from({ length: count }, (_, b) => {
    clock += 500;
    const events = Array.from({ length: size }, (_, i) => event(keyOf(b * size + i), clock));
    const batch = new OpenBatch(sequence + b + 1);
    for (const one of events) batch.add(one);
    return batch.seal();
  });
  return costOf(count * size, async () => {
    for (const batch of made) await writeBatch(pool, "bench", ++sequence, batch);
  });
}

async function lookUps(atOnce: number): Promise<number> {
  const load = proofLoader(pool);
  return costOf(LOOK_UPS, async () => {
    for (let i = 0; i < LOOK_UPS; i += atOnce) await load(known.slice(i, i + atOnce));
  });
}

const lookUp: Record<string, number> = {};
for (const atOnce of [1, 4, 16, 64]) lookUp[`${atOnce} at once`] = await lookUps(atOnce);
const usageEvent: Record<string, number> = {};
for (const keys of [100, 500, 2_000]) {
  // The first batch of the minute is not like the others.
  await batches(1, keys, (i) => i + 1);
  usageEvent[`${keys} keys, batches of 5,000`] = await batches(20, 5_000, (i) => (i % keys) + 1);
}
usageEvent["2,000 keys, batches of 2,000"] = await batches(20, 2_000, (i) => (i % 2_000) + 1);
usageEvent["each of a key of its own"] = await batches(20, 2_000, (i) => i + 10_000);
await close();
process.stdout.write(`${JSON.stringify({ microseconds: { lookUp, usageEvent } }, null, 2)}\n`);
process.exit(0);
