import { sql } from "drizzle-orm";
import type { MetricObject } from "prom-client";
import { type MigrationState, readMigrations } from "@/db/migrate";
import type { Ctx } from "../../platform/context";
import { VERSION } from "../../platform/version";
import { VERIFICATION_CODES, type VerificationCode } from "../../verify/codes";
import { registryOf } from "../metrics/registry";
import type { Runtime } from "../runtime";
import { requireOperator } from "./operator";
import { ProcessFigures } from "./process-figures";

/** How this installation is, over all processes on its port. Counters are sums since each process's start; times are RFC 3339. */
export type Operations = {
  at: string;
  version: string;
  processes: { answering: number; wanted: number; startedAt: string[] };
  database: {
    engine: "embedded" | "postgres" | "neon";
    /** As the server says it. */
    version: string;
    up: boolean;
    outages: number;
    connections: { busy: number; idle: number; waiting: number };
    migrations: MigrationState;
  };
  limits: {
    kept: "process" | "redis" | "upstash";
    degraded: boolean;
    outages: number;
    /** Calls decided by Redis, refused from memory, and decided by a process alone. Noughts without Redis. */
    shared: number;
    remembered: number;
    fallbacks: number;
    roundTrips: number;
    windows: number;
  };
  /** On which changes by other processes are heard; none where there is but one. */
  channels: { name: string; up: boolean; cuts: number }[];
  changesHeard: number;
  cache: {
    entries: number;
    hits: number;
    misses: number;
    staleAnswers: number;
    lookUps: { found: number; unknown: number; failed: number };
  };
  verifications: Record<VerificationCode, number>;
  /** How many verify requests took no longer than `seconds`, growing; the last has no bound. */
  latency: { seconds: number | null; count: number }[];
  journal: {
    kept: "disk" | "memory";
    accepting: boolean;
    /** With a disk: what is recorded now is on it before its answer. */
    onDisk: boolean;
    waiting: number;
    oldestAt: string | null;
    diskBytes: number;
    memoryBytes: number;
    written: number;
    replayed: number;
    setAside: number;
    corrupt: number;
    lost: number;
    lastWrittenAt: string | null;
  };
  /** An address that TRUSTED_PROXIES does not list, which sent forwarded headers; and when it last did. */
  unlistedProxy: { peer: string; lastAt: string } | null;
  policiesRanAt: string | null;
  /** Null: the first time comes ten minutes after the start. */
  upkeepRanAt: string | null;
};

/** The operators' view of the installation. Error: forbidden. */
export async function readOperations(ctx: Ctx<Runtime>): Promise<Operations> {
  await requireOperator(ctx);
  const { rt } = ctx;
  const processes = rt.gather
    ? await rt.gather()
    : [(await registryOf(rt).getMetricsAsJSON()) as MetricObject[]];
  const of = new ProcessFigures(processes);
  const { rows } = await rt.db.execute<{ version: string }>(
    sql`select current_setting('server_version') as version`,
  );
  const starts = of.samples("latchkey_started_seconds").map(({ value }) => at(value));
  return {
    at: new Date(rt.now()).toISOString(),
    version: VERSION,
    processes: {
      answering: processes.length,
      wanted: rt.gather ? (rt.config.workers ?? 1) : 1,
      startedAt: starts.sort(),
    },
    database: {
      engine: engineOf(rt),
      version: rows[0]?.version.split(" ")[0] ?? "",
      up: of.least("database_up") !== 0,
      outages: of.sum("database_outages_total"),
      connections: {
        busy: of.sum("database_connections", { state: "busy" }),
        idle: of.sum("database_connections", { state: "idle" }),
        waiting: of.sum("database_waiting"),
      },
      migrations: await readMigrations(rt.db),
    },
    limits: limitsOf(rt, of),
    channels: of.labelled("changes_channel_up", "channel").map((channel) => ({
      name: channel,
      up: of.least("changes_channel_up", { channel }) === 1,
      cuts: of.sum("changes_channel_cuts_total", { channel }),
    })),
    changesHeard: of.sum("changes_heard_total"),
    cache: {
      entries: of.sum("cache_entries"),
      hits: of.sum("cache_hits_total"),
      misses: of.sum("cache_misses_total"),
      staleAnswers: of.sum("cache_stale_answers_total"),
      lookUps: {
        found: of.sum("cache_lookups_total", { result: "found" }),
        unknown: of.sum("cache_lookups_total", { result: "unknown" }),
        failed: of.sum("cache_lookups_total", { result: "failed" }),
      },
    },
    verifications: Object.fromEntries(
      VERIFICATION_CODES.map((code) => [code, of.sum("verifications_total", { code })]),
    ) as Record<VerificationCode, number>,
    latency: latencyOf(of),
    journal: journalOf(rt, of),
    unlistedProxy: unlistedProxyOf(of),
    policiesRanAt: momentOf(of.most("policies_last_run_seconds")),
    upkeepRanAt: momentOf(of.most("upkeep_last_run_seconds")),
  };
}

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const momentOf = (seconds: number | null) => (seconds === null ? null : at(seconds));

function unlistedProxyOf(of: ProcessFigures): Operations["unlistedProxy"] {
  const [last] = of.samples("latchkey_unlisted_proxy_seconds").sort((a, b) => b.value - a.value);
  return last ? { peer: String(last.labels["peer"]), lastAt: at(last.value) } : null;
}

function engineOf({ config }: Runtime): Operations["database"]["engine"] {
  if (!config.databaseUrl) return "embedded";
  return config.databaseDriver === "neon" ? "neon" : "postgres";
}

function limitsOf({ config }: Runtime, of: ProcessFigures): Operations["limits"] {
  const overTcp = config.redis && "url" in config.redis;
  return {
    kept: config.redis ? (overTcp ? "redis" : "upstash") : "process",
    degraded: of.most("limits_degraded") === 1,
    outages: of.sum("redis_outages_total"),
    shared: of.sum("limits_total", { how: "shared" }),
    remembered: of.sum("limits_total", { how: "remembered" }),
    fallbacks: of.sum("limits_total", { how: "fallbacks" }),
    roundTrips: of.sum("limits_round_trips_total"),
    windows: of.sum("limits_remembered"),
  };
}

function latencyOf(of: ProcessFigures): Operations["latency"] {
  const buckets = of
    .samples("latchkey_verify_duration_seconds")
    .filter(({ metricName }) => metricName?.endsWith("_bucket"));
  const bounds = [...new Set(buckets.map(({ labels }) => labels["le"]))];
  return bounds.map((le) => ({
    seconds: le === "+Inf" ? null : Number(le),
    count: buckets.filter(({ labels }) => labels["le"] === le).reduce((sum, { value }) => sum + value, 0),
  }));
}

function journalOf(rt: Runtime, of: ProcessFigures): Operations["journal"] {
  return {
    kept: rt.usage.isDurable ? "disk" : "memory",
    accepting: of.least("journal_accepting") !== 0,
    onDisk: of.least("journal_on_disk") === 1,
    waiting: of.sum("journal_waiting_events"),
    oldestAt: momentOf(of.least("journal_oldest_seconds")),
    diskBytes: of.sum("journal_bytes", { place: "disk" }),
    memoryBytes: of.sum("journal_bytes", { place: "memory" }),
    written: of.sum("journal_written_events_total"),
    replayed: of.sum("journal_replayed_events_total"),
    setAside: of.sum("journal_set_aside_events_total"),
    corrupt: of.sum("journal_corrupt_records_total"),
    lost: of.sum("journal_lost_events_total"),
    lastWrittenAt: momentOf(of.most("journal_last_write_seconds")),
  };
}
