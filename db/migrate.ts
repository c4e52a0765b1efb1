import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type { Db } from "./client";

/** Migrations ship as files beside the code; the process is started from the project's folder or from `dist/`. */
export function migrationsFolder(): string {
  for (const base of [process.cwd(), path.dirname(process.cwd())]) {
    const folder = path.join(base, "db", "migrations");
    if (existsSync(path.join(folder, "meta", "_journal.json"))) return folder;
  }
  throw new Error("db/migrations is missing; start Latchkey from its own folder");
}

/** Any number will do that nothing else locks. */
const MIGRATION_LOCK = 7_164_021;

/** A newer version has migrated the database; what this one would read and write there is anyone's guess. */
export class NewerDatabaseError extends Error {
  override name = "NewerDatabaseError";
}

type Migration = { when: number; tag: string };

function shippedMigrations(): Migration[] {
  const journal = readFileSync(path.join(migrationsFolder(), "meta", "_journal.json"), "utf8");
  return (JSON.parse(journal) as { entries: Migration[] }).entries;
}

async function refuseNewer(tx: Pick<Db, "execute">): Promise<void> {
  const made = await tx.execute<{ name: string | null }>(
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as name`,
  );
  if (!made.rows[0]?.name) return;
  const { rows } = await tx.execute<{ last: string | null }>(
    sql`select max(created_at)::text as last from drizzle.__drizzle_migrations`,
  );
  const newest = Math.max(...shippedMigrations().map(({ when }) => when));
  if (Number(rows[0]?.last ?? 0) > newest)
    throw new NewerDatabaseError("it was upgraded by a newer version of Latchkey");
}

/**
 * Brings the database to the newest schema. Safe on an up-to-date one, and with several processes starting at once.
 * Throws NewerDatabaseError, and changes nothing, if it has migrations that came after this version.
 */
export async function migrateDatabase(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
    await refuseNewer(tx);
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
  const entries = shippedMigrations();
  const { rows } = await db.execute<{ applied: number; last: string }>(
    sql`select count(*)::int as applied, max(created_at)::text as last from drizzle.__drizzle_migrations`,
  );
  const last = entries.find((entry) => entry.when === Number(rows[0]?.last));
  return { applied: rows[0]?.applied ?? 0, known: entries.length, last: last?.tag ?? null };
}
