import { randomBytes } from "node:crypto";
import path from "node:path";
import { neonConfig } from "@neondatabase/serverless";
import { Client } from "pg";
import { type Database, openDatabase } from "./client";
import { type Embedded, openEmbedded } from "./embedded";

/** Set by `db/testing-setup.ts`: the dump of a migrated embedded database, or a server with a migrated template. */
export const TEMPLATE_FILE = "LATCHKEY_TEST_TEMPLATE";
export const SERVER_URL = "LATCHKEY_TEST_POSTGRES";
export const TEMPLATE_DATABASE = "latchkey_template";

/** Set by `db/testing-setup.ts` if the run goes over Neon's driver: the bridge's address. */
export const NEON_BRIDGE = "LATCHKEY_TEST_NEON_BRIDGE";

/** A connection is waited for as long as a busy machine may take to free one; the product gives up sooner. */
const PATIENT = { connectionTimeoutMillis: 20_000 };

/** Neon's driver, told where the bridge is instead of deriving that from a host of Neon's. */
function neonOverBridge(address: string): "neon" {
  neonConfig.wsProxy = () => address;
  neonConfig.useSecureWebSocket = false;
  // Neon asks for the password in the clear and may be told it at once; a plain server asks in its own way.
  neonConfig.pipelineConnect = false;
  return "neon";
}

export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function onPostgres(url: string): Promise<Database> {
  const name = `latchkey_${randomBytes(6).toString("hex")}`;
  await onServer(url, `create database ${name} template ${TEMPLATE_DATABASE}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const bridge = process.env[NEON_BRIDGE];
  const driver = bridge ? neonOverBridge(bridge) : "pg";
  const database = openDatabase({ connectionString: own.href, ...PATIENT }, () => {}, driver);
  return {
    ...database,
    close: async () => {
      await database.close();
      await onServer(url, `drop database ${name} with (force)`);
    },
  };
}

/** Other when a table, a column, a function or the like has come or gone. */
const SHAPE = `(select concat_ws(' ',
  (select count(*) from pg_class), (select count(*) from pg_attribute where not attisdropped),
  (select count(*) from pg_proc), (select count(*) from pg_trigger), (select count(*) from pg_constraint),
  (select count(*) from pg_roles), (select count(*) from pg_extension)))`;

/** For the template: its databases carry their shape as their comment. */
export const REMEMBER_SHAPE = `do $$ begin
  execute format('comment on database %I is %L', current_database(), ${SHAPE});
end $$`;

/** Fails where more than rows was changed. Only a checkpoint frees the room of what was emptied. */
const EMPTY = [
  "rollback",
  "discard all",
  // As `embedded-worker.mjs` sets it.
  "set default_statistics_target = 20",
  `do $$ begin
     if ${SHAPE} <> (select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()) then
       raise exception 'a test has changed the schema';
     end if;
     execute (select 'truncate ' || string_agg(format('%I.%I', schemaname, tablename), ', ')
              from pg_tables where schemaname = 'public');
   end $$`,
  "checkpoint",
];

/** The last database that a test file of this process left, emptied: opening another takes a second of processor time. */
let kept: Embedded | null = null;

async function giveBack(embedded: Embedded): Promise<void> {
  for (const script of EMPTY) if (await embedded.run(script)) return embedded.close();
  if (kept) await embedded.close();
  else kept = embedded;
}

async function takeEmbedded(): Promise<Embedded> {
  if (kept) {
    const taken = kept;
    kept = null;
    return taken;
  }
  const template = process.env[TEMPLATE_FILE];
  if (!template) throw new Error("the test run was not set up: db/testing-setup.ts makes the template");
  // Its socket lies beside the template, and goes with it when the run ends: a test process is killed.
  return openEmbedded(null, { loadFrom: template, socketIn: path.dirname(template) });
}

/** A migrated, empty database for one test file: embedded, or on the PostgreSQL server that the run was given. */
export async function testDatabase(): Promise<Database> {
  const url = process.env[SERVER_URL];
  if (url) return onPostgres(url);
  const embedded = await takeEmbedded();
  const database = openDatabase({ ...embedded.pool, ...PATIENT });
  return {
    ...database,
    close: async () => {
      await database.close();
      await giveBack(embedded);
    },
  };
}
