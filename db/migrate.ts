import { existsSync } from "node:fs";
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
