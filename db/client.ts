import { Client as NeonClient, Pool as NeonPool, neonConfig } from "@neondatabase/serverless";
import { drizzle as drizzleOnNeon } from "drizzle-orm/neon-serverless";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Client, Pool, type PoolConfig } from "pg";
import WebSocket from "ws";
import * as schema from "./schema";
import { inTurns, type Queries } from "./turns";

/** `neon`: over WebSockets, to where no TCP connection can be made or kept. */
export type Driver = "pg" | "neon";

export type Db = NodePgDatabase<typeof schema>;
/** What a verb gets inside `transact`: the same query builder on one connection. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** What only reads: the pool outside a transaction, or the transaction inside one. */
export type Reader = Pick<Db, "select">;

/** A connection of its own, for LISTEN. */
export type ListenClient = Client;

export type Database = {
  db: Db;
  /** For management calls, pages, the journal and upkeep. */
  pool: Pool;
  /** For secrets that verifications wait for: they have the first turn, and connections that nothing else can take. */
  lookups: Queries;
  /** For credits and overrides, which verifications wait for too. */
  decisions: Queries;
  newClient(): ListenClient;
  /** Ends the pool; the server behind it is its owner's to stop. */
  close(): Promise<void>;
};

/** Neon's pooler shares connections between transactions, and one that listens cannot be shared: past it, then. */
const past = (config: PoolConfig): PoolConfig =>
  config.connectionString
    ? { ...config, connectionString: config.connectionString.replace(/(@[^/@]*)-pooler\./, "$1.") }
    : config;

/** Half of them can be taken by management calls. */
const POOL_MAX = 16;

/** A statement that takes longer is given up, and its connection closed. Longer work is made of several statements. */
const QUERY_MS = 10_000;
/** The server ends what nobody waits for any more. The journal's batches have this long. */
const STATEMENT_MS = 30_000;

/** How a PostgreSQL server is used. A migration opens a connection of its own, without these limits. */
export const serverPool = (connectionString: string, driver: Driver): PoolConfig => ({
  connectionString,
  max: POOL_MAX,
  query_timeout: QUERY_MS,
  // Not as a startup parameter, which poolers refuse; Neon's pool knows no `onConnect`.
  ...(driver === "neon"
    ? {}
    : {
        onConnect: async (client) => {
          await client.query(`set statement_timeout = ${STATEMENT_MS}`);
        },
      }),
});

/**
 * Opens the one pool of this process. Embedded and served Postgres are spoken to in the same way; only the pool's
 * size differs (an embedded database has one backend, so `max` must be 1 there).
 */
export function openDatabase(
  given: PoolConfig,
  onLost: (error: Error) => void = () => {},
  driver: Driver = "pg",
): Database {
  const { max = POOL_MAX, connectionTimeoutMillis = 5_000 } = given;
  const config = { keepAlive: true, ...given, max, connectionTimeoutMillis };
  const neon = driver === "neon";
  // Node has a WebSocket of its own only from version 22 on.
  if (neon) neonConfig.webSocketConstructor = WebSocket;
  // Neon's classes are those of pg with another socket below.
  const pool = neon ? (new NeonPool(config) as unknown as Pool) : new Pool(config);
  // Without both handlers a lost server would end the process instead of failing one query.
  pool.on("error", onLost);
  pool.on("connect", (client) => client.on("error", onLost));
  const db = neon
    ? (drizzleOnNeon(pool as unknown as NeonPool, { schema }) as unknown as Db)
    : drizzle(pool, { schema });
  const lanes = inTurns(pool, {
    max,
    patienceMs: connectionTimeoutMillis,
    giveUp: Boolean(given.query_timeout),
  });
  // Named, so that an operator sees in pg_stat_activity what it is for.
  const named = { ...past(config), application_name: "latchkey changes" };
  const newClient = () => (neon ? (new NeonClient(named) as unknown as Client) : new Client(named));
  return { db, pool, ...lanes, newClient, close: () => pool.end() };
}

/** One small query in the first lane; whether what is written now would be refused. */
export async function pingDatabase(lookups: Queries): Promise<{ readOnly: boolean }> {
  const { rows } = await lookups.query<{ read_only: boolean }>(
    "select current_setting('transaction_read_only') = 'on' as read_only",
  );
  return { readOnly: rows[0]?.read_only === true };
}
