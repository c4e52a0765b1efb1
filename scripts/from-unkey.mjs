// Reads an API's keys from Unkey and writes the body of POST /api/v1/keys/import to standard output. No secret is written:
// a recoverable key's value becomes its SHA-256 here. What cannot be taken over is told on standard error, each with why.
//
//   UNKEY_ROOT_KEY=… node scripts/from-unkey.mjs --from api_unkey --to api_latchkey [--environment live] [--hashes hashes.tsv]
//
// hashes.tsv, from the database of an Unkey of your own: a key's id, a tab, its hash, one a line.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    from: { type: "string" },
    to: { type: "string" },
    environment: { type: "string", default: "live" },
    hashes: { type: "string" },
    url: { type: "string", default: "https://api.unkey.com" },
  },
});
const rootKey = process.env.UNKEY_ROOT_KEY;
if (!options.from || !options.to || !rootKey) {
  process.stderr.write("UNKEY_ROOT_KEY, --from <Unkey's API> and --to <Latchkey's API> are needed\n");
  process.exit(2);
}

const hashes = new Map(
  (options.hashes ? readFileSync(options.hashes, "utf8").split("\n") : [])
    .map((line) => line.trim().split("\t"))
    .filter(([id, hash]) => id && hash),
);

/** Every key of the API; plaintext only where it was created recoverable. */
async function* keysOf(apiId) {
  for (let cursor; ; ) {
    const answer = await fetch(`${options.url}/v2/apis.listKeys`, {
      method: "POST",
      headers: { authorization: `Bearer ${rootKey}`, "content-type": "application/json" },
      body: JSON.stringify({ apiId, limit: 100, decrypt: true, ...(cursor ? { cursor } : {}) }),
    });
    if (!answer.ok) throw new Error(`Unkey answered ${answer.status}: ${await answer.text()}`);
    const { data, pagination } = await answer.json();
    yield* data;
    if (!pagination?.hasMore || !pagination.cursor) return;
    cursor = pagination.cursor;
  }
}

/** `documents.read` and `documents.*` → `documents:read`, `documents:*`: the last dot parts resource and action. */
const permissionOf = (name) => (name.includes(":") ? name : name.replace(/\.([^.]+)$/, ":$1"));

function importedOf(key, hash) {
  const { credits, identity, plaintext } = key;
  const refill = credits?.refill && {
    interval: credits.refill.interval,
    amount: credits.refill.amount,
    ...(credits.refill.interval === "monthly" && credits.refill.refillDay
      ? { day: credits.refill.refillDay }
      : {}),
  };
  return {
    name: key.name || key.keyId,
    hash,
    start: key.start.slice(0, 32),
    ...(plaintext ? { last4: plaintext.slice(-4) } : {}),
    environment: options.environment,
    enabled: key.enabled,
    ...(identity?.externalId ? { externalId: identity.externalId } : {}),
    ...(key.expires ? { expiresAt: new Date(key.expires).toISOString() } : {}),
    permissions: (key.permissions ?? []).map(permissionOf),
    roles: key.roles ?? [],
    ratelimits: (key.ratelimits ?? []).map(({ name, limit, duration, autoApply }) => ({
      name,
      limit,
      windowMs: duration,
      // Unkey has no other.
      algorithm: "sliding_window",
      autoApply,
    })),
    ...(typeof credits?.remaining === "number"
      ? { credits: { remaining: credits.remaining, ...(refill ? { refill } : {}) } }
      : {}),
    metadata: key.meta ?? {},
  };
}

const keys = [];
for await (const key of keysOf(options.from)) {
  const own = key.plaintext && createHash("sha256").update(key.plaintext).digest("base64");
  const hash = own ?? hashes.get(key.keyId);
  if (key.expires && key.expires <= Date.now())
    process.stderr.write(`${key.keyId} ${key.start}…: has expired\n`);
  else if (hash) keys.push(importedOf(key, hash));
  else process.stderr.write(`${key.keyId} ${key.start}…: neither recoverable nor in --hashes\n`);
}
process.stdout.write(`${JSON.stringify({ apiId: options.to, keys }, null, 2)}\n`);
process.stderr.write(`${keys.length} keys written\n`);
