import type { Pool } from "pg";
import type { Logger } from "pino";
import type { MetricObject, Registry } from "prom-client";
import type { Db } from "@/db/client";
import type { Queries } from "@/db/turns";
import type { ForeignSecrets } from "../credentials/api-key/foreign";
import type { ProofCache } from "../credentials/cache";
import type { RootKeyUses } from "../credentials/root-key/uses";
import type { CreditLedger } from "../credits/ledger";
import type { ImportTurns } from "../keys/import-turns";
import type { Config } from "../platform/config";
import type { DatabaseWatch } from "../platform/outage";
import type { ReadTurns } from "../platform/read-turns";
import type { Tracing } from "../platform/tracing";
import type { WorkspaceTurns } from "../platform/workspace-turns";
import type { Limiter } from "../ratelimit/limiter";
import type { LimitOverrides } from "../ratelimit/overrides";
import type { SingleLimiter } from "../ratelimit/single-limiter";
import type { UsageJournal } from "../usage/event";
import type { Changes } from "./changes/changes";
import type { Counts } from "./metrics/counts";
import type { UnlistedProxy } from "./operations/unlisted-proxy";

/**
 * What exists once in a process. Next bundles its own copy of every module, so this one object is kept on
 * `globalThis` and handed to the verbs in their context; no other module keeps state.
 */
export type Runtime = {
  config: Config;
  db: Db;
  pool: Pool;
  /** For statements that a verification waits for; see `db/turns.ts`. */
  lookups: Queries;
  decisions: Queries;
  log: Logger;
  /** Milliseconds since the epoch; the one clock of every decision. */
  now: () => number;
  proofs: ProofCache;
  foreign: ForeignSecrets;
  credits: CreditLedger;
  imports: ImportTurns;
  limiter: Limiter;
  /** For limits that are never taken together with others. Its windows are in the same pools. */
  singleLimiter: SingleLimiter;
  /** Of its own, so that nothing that a tenant does forgets an attempt to sign in. */
  signInLimiter: Limiter;
  overrides: LimitOverrides;
  usage: UsageJournal;
  /** Notes when root keys were last used. */
  rootUses: RootKeyUses;
  /** Tells every node what to forget. */
  changes: Changes;
  /** Lets in what reads much. */
  reads: ReadTurns;
  /** Lets imports in. */
  streams: WorkspaceTurns;
  /** Lets management calls in. */
  management: WorkspaceTurns;
  /** Whether the database answers. */
  database: DatabaseWatch;
  counts: Counts;
  /** A proxy in front that is not listed, if there seems to be one. */
  unlistedProxy: UnlistedProxy;
  /** Only where traces are kept. */
  tracing?: Tracing;
  /** What /metrics reads, made at the first look. */
  registry?: Registry;
  /** The figures of every process on this port, where there are several. */
  gather?: () => Promise<MetricObject[][]>;
  close(): Promise<void>;
};

const SLOT = Symbol.for("latchkey.runtime");
type Holder = { [SLOT]?: Runtime };

/** The process's Runtime. Throws before the start, which is a fault: no module may ask for it at its top level. */
export function runtime(): Runtime {
  const found = (globalThis as Holder)[SLOT];
  if (!found) throw new Error("the runtime has not been started");
  return found;
}

export function runtimeIfStarted(): Runtime | undefined {
  return (globalThis as Holder)[SLOT];
}

export function setRuntime(rt: Runtime | undefined): void {
  if (rt) (globalThis as Holder)[SLOT] = rt;
  else delete (globalThis as Holder)[SLOT];
}
