import type { Runtime } from "../runtime";

/**
 * What PostgreSQL's autovacuum does and the embedded database has nobody for: makes room where old versions of rows
 * were, and counts anew what the planner goes by. Plans that were kept from when the tables were empty are made again.
 * One statement for each table, so that other queries have their turn between; the smallest first, for what is looked
 * up for every request is not the largest. Throws if the database does not answer.
 */
export async function vacuumEmbedded({ pool }: Pick<Runtime, "pool">, stop?: AbortSignal): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace order by pg_relation_size(oid)`,
  );
  for (const { name } of rows) {
    if (stop?.aborted) return;
    await pool.query(`vacuum (analyze) ${name}`);
  }
}
