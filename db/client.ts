import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool, type PoolConfig, type QueryConfig } from "pg";
import * as schema from "./schema";

export type Db = NodePgDatabase<typeof schema>;
/** What a verb gets inside `transact`: the same query builder on one connection. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** What only reads: the pool outside a transaction, or the transaction inside one. */
export type Reader = Pick<Db, "select">;

export type Database = {
  db: Db;
  pool: Pool;
  /** Ends the pool; the server behind it is its owner's to stop. */
  close(): Promise<void>;
};

/**
 * Opens the one pool of this process. Embedded and served Postgres are spoken to in the same way; only the pool's
 * size differs (an embedded database has one backend, so `max` must be 1 there).
 */
export function openDatabase(config: PoolConfig, onLost: (error: Error) => void = () => {}): Database {
  const pool = new Pool({ connectionTimeoutMillis: 5_000, ...config });
  // Without both handlers a lost server would end the process instead of failing one query.
  pool.on("error", onLost);
  pool.on("connect", (client) => client.on("error", onLost));
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

/** One round trip that fails by itself: a connection that hangs is given up and closed rather than used again. */
export async function pingDatabase(pool: Pool): Promise<void> {
  const ping: QueryConfig & { query_timeout: number } = { text: "select 1", query_timeout: 1_000 };
  await pool.query(ping);
}
