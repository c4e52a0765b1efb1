import type { Runtime } from "../runtime";

/**
 * What PostgreSQL's autovacuum does and the embedded database has nobody for: makes room where old versions of rows
 * were, and counts anew what the planner goes by. Plans that were kept from when the tables were empty are made again.
 * One statement for each table, so that other queries have their turn between; the smallest first, for what is looked
 * up for every request is not the largest. If one fails, the others still run, then it throws.
 */
export function vacuumEmbedded(deps: Pick<Runtime, "pool">, stop?: AbortSignal): Promise<void> {
  return eachTable(deps, "vacuum (analyze)", "true", stop);
}

/** So small a table is read in a moment, whatever is planned. */
const SMALL_PAGES = 8;

/**
 * Analyzes the tables of the embedded database that have doubled since they were last analyzed. Without it, look-ups after
 * an import would keep a plan that was made for a nearly empty table. Throws as `vacuumEmbedded` does.
 */
export function analyzeGrown(deps: Pick<Runtime, "pool">, stop?: AbortSignal): Promise<void> {
  const pages = "pg_relation_size(oid) / current_setting('block_size')::int";
  return eachTable(deps, "analyze", `${pages} > 2 * greatest(relpages, 0) + ${SMALL_PAGES}`, stop);
}

async function eachTable(
  { pool }: Pick<Runtime, "pool">,
  command: "vacuum (analyze)" | "analyze",
  condition: string,
  stop?: AbortSignal,
): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and ${condition} order by pg_relation_size(oid)`,
  );
  const failed: unknown[] = [];
  for (const { name } of rows) {
    if (stop?.aborted) return;
    // One damaged table must not stop the others.
    await pool.query(`${command} ${name}`).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw failed[0];
}
