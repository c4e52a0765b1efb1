import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type { Db } from "./client";

/** Migrations ship as files beside the code; the process is started from the project's folder or from `dist/`. */
function migrationsFolder(): string {
  for (const base of [process.cwd(), path.dirname(process.cwd())]) {
    const folder = path.join(base, "db", "migrations");
    if (existsSync(path.join(folder, "meta", "_journal.json"))) return folder;
  }
  throw new Error("db/migrations is missing; start Latchkey from its own folder");
}

/** Any number will do that nothing else locks. */
const MIGRATION_LOCK = 7_164_021;

/** Brings the database to the newest schema. Safe on an up-to-date one, and with several processes starting at once. */
export async function migrateDatabase(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
    // Its commit ends this transaction too, and with it the lock.
    await migrate(tx as unknown as Db, { migrationsFolder: migrationsFolder() });
  });
}

export type MigrationState = {
  /** Made in this database, and brought by this version. */
  applied: number;
  known: number;
  /** The name of the last that was made; null: a later version's. */
  last: string | null;
};

/** Which migrations the database has, against those that are shipped. */
export async function readMigrations(db: Db): Promise<MigrationState> {
  const journal = readFileSync(path.join(migrationsFolder(), "meta", "_journal.json"), "utf8");
  const { entries } = JSON.parse(journal) as { entries: { when: number; tag: string }[] };
  const { rows } = await db.execute<{ applied: number; last: string }>(
    sql`select count(*)::int as applied, max(created_at)::text as last from drizzle.__drizzle_migrations`,
  );
  const last = entries.find((entry) => entry.when === Number(rows[0]?.last));
  return { applied: rows[0]?.applied ?? 0, known: entries.length, last: last?.tag ?? null };
}
