import path from "node:path";
import type { PoolConfig } from "pg";
import { type Db, openDatabase, pingDatabase, serverPool } from "@/db/client";
import { openEmbedded } from "@/db/embedded";
import { FolderLockError } from "@/db/folder-lock";
import { migrateDatabase, NewerDatabaseError } from "@/db/migrate";
import { users } from "@/db/schema/index";
import { bootstrap } from "../auth/bootstrap";
import { SIGN_IN_POOLS } from "../auth/visitor";
import { ForeignSecrets } from "../credentials/api-key/foreign";
import { ProofCache } from "../credentials/cache";
import { proofLoader } from "../credentials/look-up";
import { RootKeyUses } from "../credentials/root-key/uses";
import { CreditLedger } from "../credits/ledger";
import { ImportTurns } from "../keys/import-turns";
import { type Config, ConfigError, tellAuthAddress } from "../platform/config";
import { databaseFault, newerDatabase } from "../platform/database-fault";
import { createLog } from "../platform/log";
import { causesOf, DatabaseWatch, described } from "../platform/outage";
import { ReadTurns } from "../platform/read-turns";
import { openTracing } from "../platform/tracing";
import { IMPORT_TURNS, MANAGEMENT_TURNS, WorkspaceTurns } from "../platform/workspace-turns";
import { startPolicies } from "../policies/start-policies";
import { openLimiter, openLimiters } from "../ratelimit/open-limiter";
import { LimitOverrides } from "../ratelimit/overrides";
import { poolSizes } from "../ratelimit/shares";
import type { UsageJournal } from "../usage/event";
import { openJournal } from "../usage/journal";
import { ON_EMBEDDED } from "../usage/open-batch";
import { Changes } from "./changes/changes";
import { Counts } from "./metrics/counts";
import { UnlistedProxy } from "./operations/unlisted-proxy";
import { type Runtime, setRuntime } from "./runtime";
import { startUpkeep } from "./upkeep/upkeep";

/** The embedded database is busy with one statement at a time; one that lasts this long has met a worker that hangs. */
const EMBEDDED_PING_MS = 10_000;

/** Where the database is: the operator's, or one of our own in the data folder. */
async function locateDatabase(config: Config): Promise<{ pool: PoolConfig; close(): Promise<void> }> {
  if (config.databaseUrl)
    return { pool: serverPool(config.databaseUrl, config.databaseDriver), close: async () => {} };
  return openEmbedded(path.join(config.dataDir, "postgres"));
}

/** Where queries have a time limit, on a connection of its own without one: a migration may take longer. */
async function migrate(config: Config, shared: Db): Promise<void> {
  // An embedded database has one connection, and no time limit.
  if (!config.databaseUrl) return migrateDatabase(shared);
  const unlimited = { connectionString: config.databaseUrl, max: 1 };
  const database = openDatabase(unlimited, undefined, config.databaseDriver);
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
  tellAuthAddress(config);
  const log = createLog(config.logLevel);
  const now = Date.now;
  const server = await locateDatabase(config);
  const onLost = (error: Error) => log.warn({ err: error.message }, "database connection lost");
  const { db, pool, lookups, decisions, newClient, close } = openDatabase(
    server.pool,
    onLost,
    config.databaseDriver,
  );
  try {
    await migrate(config, db);
  } catch (error) {
    await close().catch(() => {});
    await server.close();
    if (error instanceof NewerDatabaseError) throw new ConfigError(newerDatabase(config));
    if (config.databaseUrl) throw new ConfigError(databaseFault(config.databaseUrl, error));
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
      ...(config.databaseUrl ? {} : { batches: ON_EMBEDDED }),
      ...(tracing ? { tracing } : {}),
    });
  } catch (error) {
    await close();
    await server.close();
    if (error instanceof FolderLockError) throw new ConfigError(error.message);
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(`DATA_DIR: the folder ${config.dataDir} cannot be written (${why}).`);
  }
  const database = new DatabaseWatch(
    () => pingDatabase(lookups),
    (state) => {
      if (state === "up") log.info("the database answers again and takes writes");
      else if (state === "away") log.error("the database does not answer");
      else log.error("the database is read-only: changes are refused, and usage waits in the journal");
    },
    (place, error) => log.error({ err: described(causesOf(error)), place }, "a verification's query failed"),
    config.databaseUrl ? undefined : EMBEDDED_PING_MS,
  );
  const proofs = new ProofCache(proofLoader(lookups), now, config.keyCacheEntries, database);
  if (tracing) {
    // In the trace of who waits for it, though the query is for all that wait.
    const get = proofs.get.bind(proofs);
    proofs.get = (hash, asker) => {
      const found = get(hash, asker);
      return found instanceof Promise ? tracing.span("secret look-up", {}, () => found) : found;
    };
  }
  const overrides = new LimitOverrides(decisions, now, database);
  const changes = new Changes(proofs, overrides, log, {
    // The embedded database has no other process on it.
    newClient: config.databaseUrl ? newClient : undefined,
    redisUrl: config.redis && "url" in config.redis ? config.redis.url : undefined,
  });
  proofs.isTold = () => changes.isHearing;
  await changes.open();
  const limits = await openLimiters(config.redis, log, poolSizes(config.limitWindows));
  const signInLimits = await openLimiter(config.redis, log, SIGN_IN_POOLS);
  if (config.appUrl.startsWith("https:") && config.trustedProxies.length === 0)
    log.warn(
      "APP_URL is https but TRUSTED_PROXIES is empty: all visitors share the proxy's address, and its limits. Set TRUSTED_PROXIES to the proxy's address.",
    );
  let stopPolicies = () => {};
  let stopUpkeep = () => {};
  const rt: Runtime = {
    config,
    db,
    pool,
    lookups,
    decisions,
    log,
    now,
    foreign: new ForeignSecrets(config.authSecret),
    imports: new ImportTurns(),
    credits: new CreditLedger(decisions, now, database),
    proofs,
    changes,
    reads: new ReadTurns(config.databaseUrl ? "server" : "embedded"),
    streams: new WorkspaceTurns(IMPORT_TURNS),
    management: new WorkspaceTurns(MANAGEMENT_TURNS[config.databaseUrl ? "server" : "embedded"]),
    limiter: limits.limiter,
    singleLimiter: limits.singleLimiter,
    signInLimiter: signInLimits.limiter,
    overrides,
    usage,
    rootUses: new RootKeyUses(pool, log),
    database,
    counts: new Counts(),
    unlistedProxy: new UnlistedProxy(log, now),
    ...(tracing ? { tracing } : {}),
    close: async () => {
      stopPolicies();
      stopUpkeep();
      database.close();
      await rt.usage.close();
      changes.close();
      limits.close();
      signInLimits.close();
      await close();
      await server.close();
      await tracing?.close().catch(() => {});
      setRuntime(undefined);
    },
  };
  setRuntime(rt);
  await bootstrap(rt);
  stopPolicies = startPolicies(rt);
  stopUpkeep = startUpkeep(rt);
  return rt;
}

/** No account yet: whoever visits first becomes the owner. */
export async function isFirstVisit(rt: Runtime): Promise<boolean> {
  const rows = await rt.db.select({ id: users.id }).from(users).limit(1);
  return rows.length === 0;
}
