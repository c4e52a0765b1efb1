import type { Runtime } from "../runtime";

/** Those whose rows change or go; the smallest first, so that what is looked up for every request comes early. */
const TABLES = [
  "usage_writers",
  "sessions",
  "idempotency_keys",
  "credits",
  "secrets",
  "keys",
  "usage_rollups",
  "usage_events",
] as const;

/**
 * What PostgreSQL's autovacuum does and the embedded database has nobody for: makes room where old versions of rows
 * were, and counts anew what the planner goes by. Plans that were kept from when the tables were empty are made again.
 * One statement for each table, so that other queries have their turn between. Throws if the database does not answer.
 */
export async function vacuumEmbedded({ pool }: Pick<Runtime, "pool">, stop?: AbortSignal): Promise<void> {
  for (const table of TABLES) {
    if (stop?.aborted) return;
    await pool.query(`vacuum (analyze) ${table}`);
  }
}
