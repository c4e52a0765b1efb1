import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type { PoolConfig } from "pg";
import { type Database, openDatabase } from "./client";
import { migrationsFolder } from "./migrate";

/** A release's database as its rows, which either engine takes; its schema is made by the migrations that it had. */
export type ReleaseTables = {
  /** As `18`: a data folder is for one major version of PostgreSQL. */
  postgres: string;
  /** Hashes of the migrations, in their order. */
  migrations: string[];
  rows: Record<string, unknown[]>;
};

async function withDatabase<T>(config: PoolConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({ ...config, max: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function migrationsOf({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ hash: string }>(
    "select hash from drizzle.__drizzle_migrations order by created_at",
  );
  return rows.map(({ hash }) => hash);
}

export function readTables(config: PoolConfig): Promise<ReleaseTables> {
  return withDatabase(config, async (database) => {
    const { rows: tables } = await database.pool.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' order by 1",
    );
    const rows: ReleaseTables["rows"] = {};
    for (const { name } of tables) {
      const { rows: found } = await database.pool.query<{ row: unknown }>(
        `select row_to_json(t) as row from "${name}" t`,
      );
      rows[name] = found.map(({ row }) => row);
    }
    return { postgres: await majorOf(database), migrations: await migrationsOf(database), rows };
  });
}

async function majorOf({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  return rows[0]?.version.split(".")[0] ?? "";
}

/** Runs only the first migrations, as the release had them. */
async function migrateTo({ db }: Database, count: number): Promise<void> {
  const shipped = migrationsFolder();
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-migrations-"));
  try {
    const journal = JSON.parse(readFileSync(path.join(shipped, "meta", "_journal.json"), "utf8"));
    const entries: { tag: string }[] = journal.entries.slice(0, count);
    mkdirSync(path.join(folder, "meta"));
    writeFileSync(path.join(folder, "meta", "_journal.json"), JSON.stringify({ ...journal, entries }));
    for (const { tag } of entries)
      copyFileSync(path.join(shipped, `${tag}.sql`), path.join(folder, `${tag}.sql`));
    await migrate(db, { migrationsFolder: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes the release's database in an empty one. Answers which migrations ran, and on which PostgreSQL. */
export function writeTables(
  config: PoolConfig,
  tables: ReleaseTables,
): Promise<Pick<ReleaseTables, "migrations" | "postgres">> {
  return withDatabase(config, async (database) => {
    await migrateTo(database, tables.migrations.length);
    // Rows come table by table, so references are not looked at until all are there.
    await database.pool.query("set session_replication_role = replica");
    for (const [name, rows] of Object.entries(tables.rows))
      await database.pool.query(
        `insert into "${name}" select * from json_populate_recordset(null::"${name}", $1)`,
        [JSON.stringify(rows)],
      );
    await database.pool.query("reset session_replication_role");
    return { migrations: await migrationsOf(database), postgres: await majorOf(database) };
  });
}
