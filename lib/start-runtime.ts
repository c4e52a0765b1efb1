import path from "node:path";
import type { PoolConfig } from "pg";
import { type Db, openDatabase, pingDatabase } from "@/db/client";
import { openEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { users } from "@/db/schema";
import { bootstrap } from "./auth/bootstrap";
import { Changes } from "./changes/changes";
import { type Config, ConfigError } from "./config";
import { CreditLedger } from "./credits/ledger";
import { ReadTurns } from "./heavy-reads";
import { createLog } from "./log";
import { Counts } from "./metrics/counts";
import { DatabaseWatch } from "./outage";
import { applyPolicies } from "./policies/apply-policies";
import { openLimiter } from "./ratelimit/open-limiter";
import { LimitOverrides } from "./ratelimit/overrides";
import { RootKeyUses } from "./root-keys/uses";
import { type Runtime, setRuntime } from "./runtime";
import { openTracing } from "./tracing";
import { startUpkeep } from "./upkeep/upkeep";
import type { UsageJournal } from "./usage/event";
import { openJournal } from "./usage/journal";
import { SecretCache } from "./verify/cache";
import { ForeignSecrets } from "./verify/foreign";
import { secretLoader } from "./verify/record";

/** A query that takes longer has met a database that hangs: its connection is closed rather than used again. */
const QUERY_MS = 10_000;

const POLICIES_EVERY_MS = 60_000;

/** Where the database is: the operator's, or one of our own in the data folder. */
async function locateDatabase(config: Config): Promise<{ pool: PoolConfig; close(): Promise<void> }> {
  // Keeps one connection for pages while others serve verifications and the journal.
  if (config.databaseUrl)
    return {
      pool: { connectionString: config.databaseUrl, max: 10, query_timeout: QUERY_MS },
      close: async () => {},
    };
  return openEmbedded(path.join(config.dataDir, "postgres"));
}

/** The operator's words for a database that does not answer. Never holds the address's password. */
function unreachable(config: Config, error: unknown): ConfigError {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code ?? (error instanceof Error ? error.message : String(error));
  const where = config.databaseUrl ? new URL(config.databaseUrl).host : config.dataDir;
  return new ConfigError(`DATABASE_URL: the database at ${where} cannot be used (${why}).`);
}

/** Where queries have a time limit, on a connection of its own without one: a migration may take longer. */
async function migrate(config: Config, server: PoolConfig, shared: Db): Promise<void> {
  // An embedded database has one connection, and no time limit.
  if (!config.databaseUrl) return migrateDatabase(shared);
  const database = openDatabase({ ...server, max: 1, query_timeout: 0 }, undefined, config.databaseDriver);
  try {
    await migrateDatabase(database.db);
  } finally {
    await database.close();
  }
}

/**
 * Builds the one Runtime of this process: database (migrated, and on an empty one the bootstrap account), key cache,
 * limiter, usage journal (on disk, or in memory where there may be none). Throws ConfigError with the one sentence for the operator.
 */
export async function startRuntime(config: Config, journal: "disk" | "memory" = "disk"): Promise<Runtime> {
  const log = createLog(config.logLevel);
  const now = Date.now;
  const server = await locateDatabase(config);
  const onLost = (error: Error) => log.warn({ err: error.message }, "database connection lost");
  const { db, pool, newClient, close } = openDatabase(server.pool, onLost, config.databaseDriver);
  try {
    await migrate(config, server.pool, db);
  } catch (error) {
    await close().catch(() => {});
    await server.close();
    if (config.databaseUrl) throw unreachable(config, error);
    throw error;
  }
  const tracing = await openTracing(config);
  let usage: UsageJournal;
  try {
    usage = openJournal({
      pool,
      log,
      now,
      folder: (config.usageJournal ?? journal) === "disk" ? path.join(config.dataDir, "journal") : null,
      maxDiskBytes: config.usageJournalMaxBytes,
      workspaceShare: config.usageJournalWorkspaceShare,
      ...(tracing ? { tracing } : {}),
    });
  } catch (error) {
    await close();
    await server.close();
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(`DATA_DIR: the folder ${config.dataDir} cannot be written (${why}).`);
  }
  const database = new DatabaseWatch(
    () => pingDatabase(pool),
    (away) => (away ? log.error("the database does not answer") : log.info("the database answers again")),
  );
  const secrets = new SecretCache(secretLoader(pool), now, config.keyCacheEntries, database);
  if (tracing) {
    // In the trace of who waits for it, though the query is for all that wait.
    const get = secrets.get.bind(secrets);
    secrets.get = (hash) => {
      const found = get(hash);
      return found instanceof Promise ? tracing.span("secret look-up", {}, () => found) : found;
    };
  }
  const overrides = new LimitOverrides(pool, now);
  const changes = new Changes(secrets, overrides, log, {
    // The embedded database has no other process on it.
    newClient: config.databaseUrl ? newClient : undefined,
    redisUrl: config.redis && "url" in config.redis ? config.redis.url : undefined,
  });
  await changes.open();
  const { limiter, close: closeLimiter } = await openLimiter(config.redis, log);
  let policies: NodeJS.Timeout | undefined;
  let stopUpkeep = () => {};
  const rt: Runtime = {
    config,
    db,
    pool,
    log,
    now,
    foreign: new ForeignSecrets(config.authSecret),
    credits: new CreditLedger(pool, now),
    secrets,
    changes,
    reads: new ReadTurns(config.databaseUrl ? "server" : "embedded"),
    limiter,
    overrides,
    usage,
    rootUses: new RootKeyUses(pool, log),
    database,
    counts: new Counts(),
    ...(tracing ? { tracing } : {}),
    close: async () => {
      clearInterval(policies);
      stopUpkeep();
      database.close();
      await rt.usage.close();
      changes.close();
      closeLimiter();
      await close();
      await server.close();
      await tracing?.close().catch(() => {});
      setRuntime(undefined);
    },
  };
  setRuntime(rt);
  await bootstrap(rt);
  policies = setInterval(() => {
    applyPolicies(rt).then(
      () => {
        rt.counts.policiesRanAt = now();
      },
      (error: Error) => log.warn({ err: error.message }, "policies wait for the next minute"),
    );
  }, POLICIES_EVERY_MS).unref();
  stopUpkeep = startUpkeep(rt);
  return rt;
}

/** No account yet: whoever visits first becomes the owner. */
export async function isFirstVisit(rt: Runtime): Promise<boolean> {
  const rows = await rt.db.select({ id: users.id }).from(users).limit(1);
  return rows.length === 0;
}
