import { Client as NeonClient, Pool as NeonPool, neonConfig } from "@neondatabase/serverless";
import { drizzle as drizzleOnNeon } from "drizzle-orm/neon-serverless";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Client, Pool, type PoolConfig, type QueryConfig } from "pg";
import WebSocket from "ws";
import * as schema from "./schema";

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
  pool: Pool;
  newClient(): ListenClient;
  /** Ends the pool; the server behind it is its owner's to stop. */
  close(): Promise<void>;
};

/** Neon's pooler shares connections between transactions, and one that listens cannot be shared: past it, then. */
const past = (config: PoolConfig): PoolConfig =>
  config.connectionString
    ? { ...config, connectionString: config.connectionString.replace(/(@[^/@]*)-pooler\./, "$1.") }
    : config;

/**
 * Opens the one pool of this process. Embedded and served Postgres are spoken to in the same way; only the pool's
 * size differs (an embedded database has one backend, so `max` must be 1 there).
 */
export function openDatabase(
  given: PoolConfig,
  onLost: (error: Error) => void = () => {},
  driver: Driver = "pg",
): Database {
  const config = { connectionTimeoutMillis: 5_000, keepAlive: true, ...given };
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
  // Named, so that an operator sees in pg_stat_activity what it is for.
  const named = { ...past(config), application_name: "latchkey changes" };
  const newClient = () => (neon ? (new NeonClient(named) as unknown as Client) : new Client(named));
  return { db, pool, newClient, close: () => pool.end() };
}

/** One round trip that fails by itself: a connection that hangs is given up and closed rather than used again. */
export async function pingDatabase(pool: Pool): Promise<void> {
  const ping: QueryConfig & { query_timeout: number } = { text: "select 1", query_timeout: 1_000 };
  await pool.query(ping);
}
