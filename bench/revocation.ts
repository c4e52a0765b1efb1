// `npm run bench -- revocation`: how long a revocation made on one node takes to hold on another. Two servers on one
// private PostgreSQL (and, with --redis, one private Redis); a thousand keys, each in the memory of both. Each key is
// revoked on the first node and asked of the second one, again and again, until the answer says so. JSON on standard output.
import { parseArgs } from "node:util";
import { generateSecret } from "@/lib/platform/secret";
import { startPostgres } from "../scripts/postgres.mjs";
import { startRedis } from "../scripts/redis.mjs";
import { OWN_SERVER } from "./product";
import { startServer, temporaryFolder, until } from "./target";

const say = (text: string) => process.stderr.write(`${text}\n`);

const { values } = parseArgs({
  allowPositionals: true,
  options: { keys: { type: "string", default: "1000" }, redis: { type: "boolean", default: false } },
});
const KEYS = Number(values.keys);
/** The promise; a revocation that takes longer fails the bench. */
const PROMISED_MS = 1_000;

const rootKey = generateSecret("lk", "root");
const headers = { authorization: `Bearer ${rootKey}`, "content-type": "application/json" };

async function call<T>(port: number, method: string, path: string, body?: unknown): Promise<T> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return (answer.status === 204 ? null : await answer.json()) as T;
    // The root key's own limit for management.
    const wait = Number(answer.headers.get("retry-after"));
    if (answer.status !== 429 || !wait)
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await answer.text();
    await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
  }
}

const postgres = await startPostgres();
if (!postgres) throw new Error("this bench needs PostgreSQL's programs");
const redis = values.redis ? await startRedis() : null;

const env: Record<string, string> = {
  HOST: "127.0.0.1",
  DATABASE_URL: postgres.url,
  AUTH_SECRET: "a secret that both nodes of the bench share",
  LOG_LEVEL: "warn",
  LATCHKEY_BOOTSTRAP_EMAIL: "bench@example.com",
  LATCHKEY_BOOTSTRAP_PASSWORD: "a password only for the bench",
  LATCHKEY_BOOTSTRAP_ROOT_KEY: rootKey,
  ...(redis ? { REDIS_URL: redis.url } : {}),
};
const ready = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
const one = await startServer(OWN_SERVER, { ...env, DATA_DIR: temporaryFolder() }, ready);
const two = await startServer(OWN_SERVER, { ...env, DATA_DIR: temporaryFolder() }, ready);
say("two nodes are up");

const codeOn = async (port: number, key: string) =>
  (await call<{ code: string }>(port, "POST", "/keys/verify", { key })).code;

const { items } = await call<{ items: { id: string }[] }>(one.port, "GET", "/apis");
const made: { id: string; secret: string }[] = [];
for (let i = 0; i < KEYS; i++) {
  const body = { apiId: items[0]?.id, name: `bench key ${i}` };
  const { key, secret } = await call<{ key: { id: string }; secret: string }>(
    one.port,
    "POST",
    "/keys",
    body,
  );
  made.push({ id: key.id, secret });
  if (i % 200 === 199) say(`${i + 1} keys`);
}

const elsewhere: number[] = [];
const fromCall: number[] = [];
let atOnce = 0;
let asked = 0;
for (const [i, { id, secret }] of made.entries()) {
  for (const { port } of [one, two])
    if ((await codeOn(port, secret)) !== "VALID") throw new Error(`a new key is not valid on port ${port}`);
  const called = performance.now();
  let answered = 0;
  const revoking = call(one.port, "DELETE", `/keys/${id}`).then(async () => {
    answered = performance.now();
    if ((await codeOn(one.port, secret)) === "REVOKED") atOnce++;
  });
  await until(
    `revocation ${i}`,
    async () => {
      for (;;) {
        asked++;
        if ((await codeOn(two.port, secret)) === "REVOKED") return true;
      }
    },
    15_000,
  );
  const seen = performance.now();
  await revoking;
  fromCall.push(seen - called);
  // The other node may well know before this client has read its answer.
  elsewhere.push(Math.max(0, seen - answered));
  if (i % 200 === 199) say(`${i + 1} revocations`);
}

const distribution = (samples: number[]) => {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 100) / 100;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) };
};
process.stdout.write(
  `${JSON.stringify(
    {
      revocations: KEYS,
      channels: redis ? ["postgres", "redis"] : ["postgres"],
      heldAtOnceWhereMade: atOnce,
      msFromTheAnswerUntilTheOtherNodeKnew: distribution(elsewhere),
      msFromTheCallUntilTheOtherNodeKnew: distribution(fromCall),
      verificationsMeanwhile: asked,
    },
    null,
    2,
  )}\n`,
);
await Promise.all([one.stop(), two.stop()]);
postgres.stop();
process.exit(atOnce === KEYS && Math.max(...fromCall) <= PROMISED_MS ? 0 : 1);
