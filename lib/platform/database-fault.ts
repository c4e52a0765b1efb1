import type { Config } from "./config";
import { VERSION } from "./version";

/** Where a database is, without its user and password. */
function placeOf(databaseUrl: string): string {
  const url = new URL(databaseUrl.replace("@/", "@socket/"));
  return url.searchParams.get("host") ?? (url.host || "localhost");
}

/** PostgreSQL's own words, which hold no password; the system's code; or what the driver says. */
function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const { code, severity, message } = inner as { code?: string; severity?: string; message?: string };
  const said = message?.split("\n")[0];
  return (severity ? said : (code ?? said)) || "unknown";
}

/** The sentence for the operator about a database that a start cannot use. */
export function databaseFault(databaseUrl: string, error: unknown): string {
  return `DATABASE_URL: the database at ${placeOf(databaseUrl)} cannot be used (${reasonOf(error)}).`;
}

/** The sentence for a database that a newer version has upgraded. */
export function newerDatabase({ databaseUrl, dataDir }: Pick<Config, "databaseUrl" | "dataDir">): string {
  const place = databaseUrl
    ? `DATABASE_URL: the database at ${placeOf(databaseUrl)}`
    : `DATA_DIR: the database in ${dataDir}`;
  return `${place} was upgraded by a version of Latchkey newer than ${VERSION}; start that version again, or restore a backup from before the upgrade.`;
}
