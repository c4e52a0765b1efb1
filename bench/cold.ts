import { hash } from "node:crypto";
import { Client } from "pg";
import { startProduct } from "./product";
import { newDatabase } from "./services";
import { question, secrets, serverFile, startServer, type Target } from "./target";

/** Keys that the process has not seen: the warm-up and each round use up to `PER_ROUND` of them, each once. */
const COLD_KEYS = 180_000;
const PER_ROUND = 30_000;

async function inDatabase(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Copies of a key that the API made, each with a secret of its own: making this many through the API would take minutes.
 * They were used yesterday, as what a process does not know after its start.
 */
const COPY = `
with template as (
  select k as key, s as secret from credentials k
    join proofs s on s.workspace_id = k.workspace_id and s.credential_id = k.id where k.kind = 'key' limit 1
), given as (
  select hash, lpad(n::text, 26, '0') as id from unnest($1::bytea[]) with ordinality as g(hash, n)
), made as (
  insert into credentials select r.* from template t, given g,
    lateral jsonb_populate_record(t.key, jsonb_build_object('id', 'key_' || g.id, 'ever_used', true)) r
)
insert into proofs select r.* from template t, given g, lateral jsonb_populate_record(t.secret,
  jsonb_build_object('id', 'sec_' || g.id, 'credential_id', 'key_' || g.id, 'hash', g.hash, 'last_used_at', now() - interval '1 day')) r`;

export const hashes = (of: readonly string[]) => of.map((secret) => hash("sha256", secret, "buffer"));

/** Makes so many keys of the one that is there, and answers their secrets. The ids end in the number, from 1 on. */
export async function copyKeys(url: string, count: number): Promise<string[]> {
  const known = secrets(count);
  await inDatabase(url, async (client) => {
    await client.query(COPY, [hashes(known)]);
    await client.query("analyze");
  });
  return known;
}

/** The product where every request must look its key up. */
export async function startCold(): Promise<Target> {
  const url = await newDatabase();
  const target = await startProduct({ env: { DATABASE_URL: url } });
  const known = await copyKeys(url, COLD_KEYS);
  return { ...target, bodies: known.map(question), usedUpPerRound: PER_ROUND };
}

/** The product with twice the keys that it keeps in memory, presented in turn: each has left before it comes again. */
export async function startForgetful(folder?: string): Promise<Target> {
  const env = { DATABASE_URL: await newDatabase(), KEY_CACHE_ENTRIES: "1000" };
  return startProduct({ env, keys: 2_000, folder });
}

/** The product where every request looks up a value that is nobody's. */
export async function startUnknown(): Promise<Target> {
  const target = await startProduct({ env: { DATABASE_URL: await newDatabase() } });
  const bodies = secrets(COLD_KEYS).map(question);
  return { ...target, bodies, usedUpPerRound: PER_ROUND, expect: '"code":"NOT_FOUND"' };
}

/** The least that can be called a look-up: one prepared query by hash, over the same driver and as many connections. */
export async function startColdMinimal(): Promise<Target> {
  const url = await newDatabase();
  const known = secrets(COLD_KEYS);
  await inDatabase(url, async (client) => {
    await client.query("create table secrets (hash bytea primary key, key_id text, permissions text[])");
    await client.query(
      "insert into secrets select hash, 'key_' || n, '{orders:read}' from unnest($1::bytea[]) with ordinality as g(hash, n)",
      [hashes(known)],
    );
    await client.query("analyze");
  });
  const bodies = known.map(question);
  const first = bodies.shift() ?? "";
  const { port, pid, stop } = await startServer(
    serverFile("cold-minimal.ts"),
    { DATABASE_URL: url },
    async (at) => (await fetch(`http://127.0.0.1:${at}/verify`, { method: "POST", body: first })).ok,
  );
  const target = { port, pid, path: "/verify", headers: {}, bodies, usedUpPerRound: PER_ROUND };
  return { ...target, expect: '"code":"VALID"', counted: null, stop };
}
