// `npx tsx bench/list.ts [--keys=100000] [--rounds=30]`: what the list of keys asks of a PostgreSQL with that many keys in
// one workspace, in milliseconds as the application sees them. JSON on standard output.
import { parseArgs } from "node:util";
import type { Pool } from "pg";
import { openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { countKeysByApi } from "@/lib/apis/list-apis";
import { countAllKeys } from "@/lib/keys/count-all-keys";
import { countKeys, listKeys } from "@/lib/keys/list-keys";
import { pageOfKeys } from "@/lib/keys/page-of-keys";
import type { Ctx } from "@/lib/platform/context";
import { idAt } from "@/lib/platform/ids";
import { permissionSet } from "@/lib/platform/permission";
import { startPostgres } from "../scripts/postgres.mjs";

const { values } = parseArgs({
  options: { keys: { type: "string", default: "100000" }, rounds: { type: "string", default: "30" } },
});
const [KEYS, ROUNDS] = [Number(values.keys), Number(values.rounds)];
const WORKSPACE = "ws_bench";

/** Keys of two years: most live, used and without an end; some of every other kind. Made by the server, from their number. */
async function seed(pool: Pool): Promise<void> {
  const started = idAt("key", Date.now() - 2 * 365 * 86_400_000).slice(4, 10);
  await pool.query(
    `insert into workspaces (id, name, slug, created_at) values ($1, 'Bench', 'bench', now())`,
    [WORKSPACE],
  );
  await pool.query(
    `insert into apis (id, workspace_id, name, default_prefix, permissions, created_at, updated_at)
     select 'api_' || n, $1, 'API ' || n, 'sk', '[]', now(), now() from generate_series(0, 3) n`,
    [WORKSPACE],
  );
  await pool.query(
    `insert into identities (id, workspace_id, external_id, metadata, created_at)
     select 'idn_' || n, $1, (array['meridian','kontor','halden','pinewood'])[1 + n % 4] || '_' || n, '{}', now()
       from generate_series(0, $2::int / 5) n`,
    [WORKSPACE, KEYS],
  );
  await pool.query(
    `insert into roles (id, workspace_id, name, permissions, created_at, updated_at)
     values ('role_1', $1, 'reader', '{orders:read}', now(), now())`,
    [WORKSPACE],
  );
  await pool.query(
    `insert into permissions (id, workspace_id, name, administrative, created_at, updated_at)
     values ('perm_1', $1, 'admin:write', true, now(), now())`,
    [WORKSPACE],
  );
  await pool.query(
    `insert into credentials (id, workspace_id, kind, api_id, environment, name, prefix, identity_id, permissions, role_ids,
                       ratelimits, publishable, metadata, enabled, expires_at, revoked_at, created_at, updated_at, created_by)
     select 'key_' || $3 || lpad(n::text, 20, '0'), $1, 'key', 'api_' || n % 4,
            case when n % 10 = 0 then 'test' else 'live' end,
            (array['warehouse','billing','orders','fraud','label','returns'])[1 + n % 6] || '-' || substr(md5(n::text), 1, 8),
            'sk', 'idn_' || n % ($2::int / 5),
            case when n % 1000 = 0 then '{admin:write}'::text[] when n % 3 = 0 then '{orders:read,orders:write}' else '{orders:read}' end,
            case when n % 500 = 0 then '{role_1}'::text[] else '{}' end,
            '[]', n % 2000 = 0, '{"plan": "pro"}', n % 1500 <> 7,
            case when n % 21 = 0 then now() + (n % 700 - 60) * interval '1 day' end,
            case when n % 800 = 3 then now() end,
            now() - ($2 - n) * interval '10 minutes', now(), 'usr_bench'
       from generate_series(1, $2::int) n`,
    [WORKSPACE, KEYS, started],
  );
  await pool.query(
    `insert into proofs (id, workspace_id, credential_id, kind, hash, start, last4, created_at, last_used_at, retires_at)
     select 'sec_' || part || n, $1, 'key_' || $3 || lpad(n::text, 20, '0'), 'secret', sha256((part || '.' || n)::bytea),
            'sk_live_' || substr(md5(part || '/' || n), 1, 4), 'abcd', now(),
            case when n % 97 <> 0 then now() - (n * 7919 % 90000) * interval '1 minute' - part * interval '1 day' end,
            case when part = 1 then now() + interval '2 days' end
       from generate_series(1, $2::int) n, generate_series(0, 1) part
      where part = 0 or n % 1200 = 5`,
    [WORKSPACE, KEYS, started],
  );
  await pool.query(
    "update credentials set ever_used = true where id in (select credential_id from proofs where last_used_at is not null)",
  );
  await pool.query("vacuum full analyze credentials");
  await pool.query("vacuum analyze");
}

type Timed = { p50Ms: number; p95Ms: number };

async function timed(run: () => Promise<unknown>): Promise<Timed> {
  for (let i = 0; i < 3; i++) await run();
  const took: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const began = performance.now();
    await run();
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => Number((took[Math.ceil(took.length * share) - 1] ?? 0).toFixed(2));
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

type ListInput = NonNullable<Parameters<typeof listKeys>[1]>;

/** A cursor some pages in. */
async function deepCursor(ctx: Ctx, pages: number, sort: ListInput["sort"]): Promise<string> {
  let cursor: string | null = null;
  for (let i = 0; i < pages; i++)
    cursor = (await listKeys(ctx, { limit: 100, sort, ...(cursor ? { cursor } : {}) })).nextCursor;
  if (!cursor) throw new Error("there are fewer pages");
  return cursor;
}

async function measure(ctx: Ctx, pool: Pool): Promise<Record<string, Timed>> {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const live = { environment: "live" } as const;
  const { rows } = await pool.query<{ name: string; start: string; id: string }>(
    `select k.name, s.start, k.id from credentials k join proofs s on s.workspace_id = k.workspace_id and s.credential_id = k.id order by k.id offset 4000 limit 1`,
  );
  const sample = rows[0];
  if (!sample) throw new Error("nothing was seeded");
  const lists: Record<string, ListInput> = {
    "first page": live,
    "first page, both environments": {},
    "page 200": { cursor: await deepCursor(ctx, 100, "newest") },
    "by name": { ...live, sort: "name" },
    "by name, page 200": { sort: "name", cursor: await deepCursor(ctx, 100, "name") },
    "by last use": { ...live, sort: "lastUsed" },
    "by last use, page 200": { sort: "lastUsed", cursor: await deepCursor(ctx, 100, "lastUsed") },
    "by expiry": { ...live, sort: "expiry" },
    "environment test": { environment: "test" },
    "of an API": { ...live, apiId: "api_2" },
    "of an owner": { ...live, externalId: "kontor_4001" },
    "state active": { ...live, state: "active" },
    "state rotating": { ...live, state: "rotating" },
    "state expiring": { ...live, state: "expiring" },
    "state unused": { ...live, state: "unused" },
    "state unused, by name": { ...live, state: "unused", sort: "name" },
    "state unused, by last use": { ...live, state: "unused", sort: "lastUsed" },
    "state unused, by expiry": { ...live, state: "unused", sort: "expiry" },
    "state rotating, by name": { ...live, state: "rotating", sort: "name" },
    "state rotating, by last use": { ...live, state: "rotating", sort: "lastUsed" },
    "state expired, by last use": { ...live, state: "expired", sort: "lastUsed" },
    "of an API, by name": { ...live, apiId: "api_2", sort: "name" },
    "of an API, by last use": { ...live, apiId: "api_2", sort: "lastUsed" },
    "of an API, by expiry": { ...live, apiId: "api_2", sort: "expiry" },
    "state disabled": { ...live, state: "disabled" },
    "state expired": { ...live, state: "expired" },
    "state revoked": { ...live, state: "revoked" },
    "permission of most": { ...live, permission: "orders:read" },
    "permission of few": { ...live, permission: "admin:write" },
    "permission of none": { ...live, permission: "nothing:here" },
    role: { ...live, role: "reader" },
    administrative: { ...live, administrative: "true" },
    publishable: { publishable: "true" },
    "created before": { ...live, createdBefore: ago(300) },
    "used lately": { ...live, lastUsedAfter: ago(1) },
    "not used lately": { ...live, lastUsedBefore: ago(55) },
    "expires within 7 days": { ...live, expiresWithinDays: 7 },
    "search of many": { ...live, search: "billing" },
    "search of one": { ...live, search: sample.name.slice(-7) },
    "search of none": { ...live, search: "nothing-like-it" },
    "search of an owner": { ...live, search: "pinewood_399" },
    "search of a start": { ...live, search: sample.start },
    "search of an id": { search: sample.id },
    "search of two letters": { ...live, search: "wa" },
    "search by name order": { ...live, search: "billing", sort: "name" },
  };
  const report: Record<string, Timed> = {};
  for (const [name, input] of Object.entries(lists)) {
    report[name] = await timed(() => listKeys(ctx, input));
    process.stderr.write(`${name.padEnd(30)} ${report[name].p50Ms} ms\n`);
  }
  const more: Record<string, () => Promise<unknown>> = {
    "page 200 with its place": () => pageOfKeys(ctx, lists["page 200"]),
    "keys of each API": () => countKeysByApi(ctx, ["api_0", "api_1", "api_2", "api_3"]),
    "keys of the workspace": () => countAllKeys(ctx),
    "counts of all states": () => countKeys(ctx, live),
    "counts of all states, searched": () => countKeys(ctx, { ...live, search: "billing" }),
    "counts of all states, one found": () => countKeys(ctx, { ...live, search: sample.name.slice(-7) }),
  };
  for (const [name, run] of Object.entries(more)) {
    report[name] = await timed(run);
    process.stderr.write(`${name.padEnd(30)} ${report[name].p50Ms} ms\n`);
  }
  return report;
}

const postgres = await startPostgres();
if (!postgres) throw new Error("there is no PostgreSQL to be had");
const database = openDatabase({ connectionString: postgres.url, max: 4 });
try {
  await migrateDatabase(database.db);
  await seed(database.pool);
  const ctx = {
    rt: { db: database.db, pool: database.pool, now: Date.now },
    workspaceId: WORKSPACE,
    actor: { type: "system", id: "bench", name: "bench" },
    scopes: permissionSet(["*"]),
    address: null,
    userAgent: null,
    requestId: "req_bench",
  } as unknown as Ctx;
  const report = await measure(ctx, database.pool);
  const slowest = Math.max(...Object.values(report).map((each) => each.p50Ms));
  process.stdout.write(
    `${JSON.stringify({ keys: KEYS, rounds: ROUNDS, slowestP50Ms: slowest, lists: report }, null, 2)}\n`,
  );
} finally {
  await database.close();
  postgres.stop();
}
