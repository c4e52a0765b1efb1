import { existsSync } from "node:fs";
import path from "node:path";
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

/** Brings the database to the newest schema. Safe on an up-to-date one. */
export async function migrateDatabase(db: Db): Promise<void> {
  await migrate(db, { migrationsFolder: migrationsFolder() });
}
