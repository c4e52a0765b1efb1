import { execFileSync } from "node:child_process";
import { afterAll, beforeAll } from "vitest";
import { type Database, pingDatabase } from "@/db/client";
import { apis, workspaces } from "@/db/schema";
import { SERVER_URL, testDatabase } from "@/db/testing";
import { SIGN_IN_POOLS } from "./auth/visitor";
import { ForeignSecrets } from "./credentials/api-key/foreign";
import { ProofCache } from "./credentials/cache";
import { proofLoader } from "./credentials/look-up";
import { RootKeyUses } from "./credentials/root-key/uses";
import { CreditLedger } from "./credits/ledger";
import { ImportTurns } from "./keys/import-turns";
import type { Config, RedisConfig } from "./platform/config";
import type { Ctx } from "./platform/context";
import { newId } from "./platform/ids";
import { createLog } from "./platform/log";
import { DatabaseWatch } from "./platform/outage";
import { permissionSet } from "./platform/permission";
import { ReadTurns } from "./platform/read-turns";
import { SteadyClock } from "./platform/steady-clock";
import { IMPORT_TURNS, MANAGEMENT_TURNS, WorkspaceTurns } from "./platform/workspace-turns";
import { MemoryLimiter } from "./ratelimit/memory-limiter";
import { type OpenLimiters, openLimiters } from "./ratelimit/open-limiter";
import { LimitOverrides } from "./ratelimit/overrides";
import { type PoolSizes, poolSizes } from "./ratelimit/shares";
import { inProcess } from "./ratelimit/single-limiter";
import { Changes } from "./runtime/changes/changes";
import { Counts } from "./runtime/metrics/counts";
import { UnlistedProxy } from "./runtime/operations/unlisted-proxy";
import type { Runtime } from "./runtime/runtime";
import { newFigures, type UsageEvent, type UsageJournal } from "./usage/event";
import { OpenBatch } from "./usage/open-batch";

const CONFIG: Config = {
  port: 3000,
  host: undefined,
  workers: undefined,
  lanes: true,
  appUrl: "http://localhost:3000",
  appUrlIsSet: true,
  authSecret: "a secret for tests, of more than 32 characters",
  dataDir: "/nonexistent",
  databaseUrl: undefined,
  databaseDriver: "pg",
  redis: undefined,
  usageJournal: undefined,
  usageJournalMaxBytes: 64 * 1_048_576,
  usageJournalWorkspaceShare: 25,
  usageEventsDays: 30,
  keyCacheEntries: 1_000,
  limitWindows: 1_000,
  trustedProxies: [],
  metricsToken: undefined,
  tracing: false,
  signUp: "closed",
  logLevel: "silent",
  github: undefined,
  google: undefined,
  bootstrap: undefined,
};

/** Set for a run whose limits are in Redis: its URL, and the local REST bridge before it if they go over that. */
export const TEST_REDIS = "LATCHKEY_TEST_REDIS";
export const TEST_REST = "LATCHKEY_TEST_REST";
/** A busy machine is not an outage. */
const PATIENT_MS = 10_000;

function testRedis(): RedisConfig | undefined {
  const [url, rest] = [process.env[TEST_REDIS], process.env[TEST_REST]];
  if (rest) return JSON.parse(rest) as RedisConfig;
  return url ? { url } : undefined;
}

/** Keeps what is recorded where a test can look; the journal's own tests use the real one. */
export class RecordingJournal implements UsageJournal {
  readonly events: UsageEvent[] = [];
  readonly figures = newFigures(false);
  accepting = true;
  isDurable = false;
  oldestAt: number | null = null;
  overShare(_workspaceId: string): boolean {
    return false;
  }
  commit(): boolean {
    return true;
  }
  record(event: UsageEvent): boolean {
    this.events.push(event);
    return true;
  }
  gather(event: UsageEvent): boolean {
    return this.record(event);
  }
  async flush(): Promise<void> {}
  async close(): Promise<void> {}
}

/** Does the work while the kernel takes no byte from this process for any file, as on a full disk. */
export async function withFullDisk<T>(work: () => Promise<T>): Promise<T> {
  const limit = (fsize: string) =>
    execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${fsize}:`]);
  limit("0");
  try {
    return await work();
  } finally {
    limit("unlimited");
  }
}

/** A valid call, but for what is said of it. */
export const usageEvent = (over: Partial<UsageEvent>): UsageEvent => ({
  at: Date.now(),
  requestId: newId("request"),
  workspaceId: "",
  code: "VALID",
  cost: 1,
  apiId: "",
  environment: "live",
  keyId: "",
  secretId: "",
  identityId: "",
  ip: null,
  reason: null,
  tags: null,
  ...over,
});

/** Events as `writeBatch` takes them. */
export function usageBatch(events: readonly UsageEvent[], sequence = 1) {
  const batch = new OpenBatch(sequence);
  for (const event of events) batch.add(event);
  return batch.seal();
}

export type TestRuntime = Runtime & { usage: RecordingJournal; clock: { ms: number | null } };

/** A Runtime on a database of its own for one test file. `clock.ms` stops the clock there; null is the real time. */
export async function testRuntime(config: Partial<Config> = {}, on?: Database): Promise<TestRuntime> {
  const { db, pool, lookups, decisions, close } = on ?? (await testDatabase());
  const database = new DatabaseWatch(() => pingDatabase(lookups));
  const clock: { ms: number | null } = { ms: null };
  const now = () => clock.ms ?? Date.now();
  const proofs = new ProofCache(proofLoader(lookups), now, 1_000, database);
  const log = createLog("silent");
  const redis = testRedis();
  // Its clock is the test's: where that stands still, so do the windows.
  const open = async (sizes: PoolSizes): Promise<OpenLimiters> => {
    if (redis) return openLimiters(redis, log, sizes, PATIENT_MS);
    const limiter = new MemoryLimiter(sizes, new SteadyClock(now, now));
    return { limiter, singleLimiter: inProcess(limiter), close: () => {} };
  };
  const limits = await open(poolSizes({ ...CONFIG, ...config }.limitWindows));
  const signInLimits = await open(SIGN_IN_POOLS);
  const overrides = new LimitOverrides(decisions, now, database);
  const changes = new Changes(proofs, overrides, log, { newClient: undefined, redisUrl: undefined });
  return {
    config: { ...CONFIG, ...config },
    db,
    pool,
    lookups,
    decisions,
    log,
    now,
    clock,
    foreign: new ForeignSecrets(CONFIG.authSecret),
    imports: new ImportTurns(),
    credits: new CreditLedger(decisions, now, database),
    proofs,
    changes,
    reads: new ReadTurns(process.env[SERVER_URL] ? "server" : "embedded"),
    streams: new WorkspaceTurns(IMPORT_TURNS),
    management: new WorkspaceTurns(MANAGEMENT_TURNS[process.env[SERVER_URL] ? "server" : "embedded"]),
    overrides,
    limiter: limits.limiter,
    singleLimiter: limits.singleLimiter,
    signInLimiter: signInLimits.limiter,
    usage: new RecordingJournal(),
    rootUses: new RootKeyUses(pool, log),
    database,
    counts: new Counts(),
    unlistedProxy: new UnlistedProxy(log, now),
    close: async () => {
      database.close();
      limits.close();
      signInLimits.close();
      await close();
    },
  };
}

/** The file's Runtime, opened before its tests and closed after them. */
export function useRuntime(config: Partial<Config> = {}): () => TestRuntime {
  let rt: TestRuntime | undefined;
  beforeAll(async () => {
    rt = await testRuntime(config);
  });
  afterAll(async () => {
    await rt?.close();
  });
  return () => {
    if (!rt) throw new Error("the runtime is there only inside a test");
    return rt;
  };
}

/** All that is yielded, list by list. */
export async function collect<T>(lists: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const list of lists) all.push(...list);
  return all;
}

/** A workspace with one API, and a context that may do everything in it (or only what `scopes` says). */
export async function testWorkspace(
  rt: Runtime,
  scopes: string[] = ["*"],
): Promise<{ ctx: Ctx<Runtime>; apiId: string }> {
  const at = new Date(rt.now());
  const workspaceId = newId("workspace");
  const apiId = newId("api");
  await rt.db
    .insert(workspaces)
    .values({ id: workspaceId, name: "Test", slug: workspaceId.toLowerCase(), createdAt: at });
  await rt.db.insert(apis).values({
    id: apiId,
    workspaceId,
    name: "default",
    defaultPrefix: "sk",
    permissions: [],
    createdAt: at,
    updatedAt: at,
  });
  return { ctx: testContext(rt, workspaceId, scopes), apiId };
}

export function testContext(rt: Runtime, workspaceId: string, scopes: string[] = ["*"]): Ctx<Runtime> {
  return {
    rt,
    workspaceId,
    actor: { type: "user", id: "usr_test", name: "tester@example.com" },
    scopes: permissionSet(scopes),
    address: "192.0.2.1",
    userAgent: "vitest",
    requestId: "req_test",
  };
}
