// `npm run bench -- memory [--keys=1000000]`: what the secrets in memory weigh. Records are made by the product's own
// look-up from rows as PostgreSQL's driver gives them, kept by the product's own cache,
// and read back. JSON on standard output; fails where a million keys take more than was promised.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Pool } from "pg";
import { ProofCache } from "@/lib/credentials/cache";
import { proofLoader } from "@/lib/credentials/look-up";

const { values } = parseArgs({
  allowPositionals: true,
  options: { keys: { type: "string", default: "1000000" } },
});
const KEYS = Number(values.keys);
const PROMISED_BYTES_PER_KEY = (1.5 * 1024 ** 3) / 1_000_000;

const say = (text: string) => process.stderr.write(`${text}\n`);
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const WORKSPACES = 50;
const APIS_EACH = 4;
const ACTIONS = ["read", "write", "delete", "refund", "*"];
const RESOURCES = ["orders", "invoices", "customers", "products", "reports", "webhooks", "files", "payments"];
const PLANS = ["free", "pro", "team", "enterprise"];

const serial = (n: number) => n.toString(36).padStart(24, "0");
const limit = (name: string, most: number, windowMs = 60_000) => ({
  name,
  limit: most,
  windowMs,
  autoApply: true,
});

/** One to five of forty permissions, by the key's number: thousands of lists that differ, most of them in use often. */
function permissionsOf(n: number): string[] {
  const of = (i: number) =>
    `${RESOURCES[(n * 7 + i * 3) % RESOURCES.length]}:${ACTIONS[(n + i * 5 + (n >> 7)) % ACTIONS.length]}`;
  return [...new Set(Array.from({ length: 1 + (n % 5) }, (_, i) => of(i)))].sort();
}

/** The n-th key's row. Four of five keys have an identity, one in ten its own limit, a role or credits, one in a hundred an IP list. */
function rowOf(n: number) {
  const workspace = n % WORKSPACES;
  const identity = n % 5 === 0 ? null : Math.floor(n / 3);
  return {
    secret_id: `sec_${serial(n)}`,
    retires_at: null,
    slow_hash: null,
    retiring_since: null,
    key_id: `key_${serial(n)}`,
    workspace_id: `ws_${serial(workspace)}`,
    kind: "key",
    api_id: `api_${serial(workspace * APIS_EACH + (n % APIS_EACH))}`,
    environment: n % 4 === 0 ? "test" : "live",
    name: `${PLANS[n % 4]} key of customer ${n}`,
    permissions: permissionsOf(n),
    ratelimits: n % 10 === 0 ? [limit("requests", 100 + (n % 900))] : [],
    metadata: { plan: PLANS[n % 4], region: n % 2 ? "eu" : "us", account: `acct_${n}` },
    ip_allowlist: n % 100 === 0 ? ["203.0.113.0/24", "2001:db8::/32"] : [],
    publishable: false,
    allowed_origins: [],
    api_ids: [],
    enabled: true,
    expires_at: n % 3 === 0 ? 1_900_000_000_000 + n : null,
    revoked_at: null,
    identity_id: identity === null ? null : `idn_${serial(identity)}`,
    external_id: identity === null ? null : `customer_${identity}`,
    identity_metadata: identity === null ? null : { plan: PLANS[identity % 4] },
    identity_ratelimits: identity === null ? null : [],
    api_ratelimits: [limit("requests", 1_000), limit("daily", 100_000, 86_400_000)],
    administrative_ratelimits: [],
    administrative: null,
    credits_of: n % 10 === 1 ? `key_${serial(n)}` : null,
    foreign_secrets: false,
    roles: n % 10 === 2 ? [{ name: "reader", permissions: ["orders:read", "invoices:read"] }] : null,
  };
}

function memory() {
  for (let i = 0; i < 3; i++) collect();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}

const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);

async function main() {
  let next = 0;
  const pool = {
    query: async ({ values: [hashes] }: { values: [Buffer[]] }) => ({
      // As the driver gives it: read from JSON, so that nothing is shared with another row.
      rows: [{ found: JSON.parse(JSON.stringify({ ...rowOf(next), hash: hashes[0]?.toString("base64") })) }],
    }),
  } as unknown as Pool;
  const hashes = randomBytes(32 * KEYS);
  const hashOf = (n: number) => hashes.subarray(32 * n, 32 * n + 32).toString("base64");
  const before = memory();
  const cache = new ProofCache(proofLoader(pool), Date.now, KEYS);
  const began = performance.now();
  for (; next < KEYS; next++) {
    const found = await cache.get(hashOf(next), "bench");
    if (found === null || found === "unavailable") throw new Error(`key ${next} was not found`);
    if ((next + 1) % 100_000 === 0) say(`${next + 1} keys`);
  }
  const filled = performance.now();
  const after = memory();
  if (cache.size !== KEYS) throw new Error(`${cache.size} entries for ${KEYS} keys`);
  const bytesPerKey = (after.rss - before.rss) / KEYS;
  const report = {
    keys: KEYS,
    secondsToFill: Number(((filled - began) / 1_000).toFixed(1)),
    rssMiB: { before: mebibytes(before.rss), after: mebibytes(after.rss) },
    heapMiB: { before: mebibytes(before.heapUsed), after: mebibytes(after.heapUsed) },
    heapBytesPerKey: Math.round((after.heapUsed - before.heapUsed) / KEYS),
    rssBytesPerKey: Math.round(bytesPerKey),
    promisedBytesPerKey: Math.round(PROMISED_BYTES_PER_KEY),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (bytesPerKey > PROMISED_BYTES_PER_KEY) throw new Error("a million keys take more than 1.5 GiB");
}

await main();
