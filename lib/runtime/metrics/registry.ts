import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { healthOf } from "../../ratelimit/limiter";
import type { UsageJournal } from "../../usage/event";
import type { Runtime } from "../runtime";
import { LATENCY_BOUNDS_MS } from "./counts";

type Sample = { value: number; labels?: Record<string, string> };

/** Adds a family whose samples are read off the process when it is looked at. */
type Add = (name: string, help: string, read: () => Sample[], labelNames?: string[]) => void;

function adders(registry: Registry): { counter: Add; gauge: Add } {
  const registers = [registry];
  /** Drops the samples of the last scrape, and the zero that prom-client gives a metric without labels. */
  const clear = (metric: Counter | Gauge, labelNames: string[]) => {
    metric.reset();
    if (labelNames.length === 0) metric.remove();
  };
  return {
    counter: (name, help, read, labelNames = []) =>
      void new Counter({
        ...{ name: `latchkey_${name}`, help, labelNames, registers },
        collect() {
          clear(this, labelNames);
          for (const { value, labels = {} } of read()) this.inc(labels, value);
        },
      }),
    gauge: (name, help, read, labelNames = []) =>
      void new Gauge({
        ...{ name: `latchkey_${name}`, help, labelNames, registers },
        collect() {
          clear(this, labelNames);
          for (const { value, labels = {} } of read()) this.set(labels, value);
        },
      }),
  };
}

const one = (value: number | undefined): Sample[] => (value === undefined ? [] : [{ value }]);

/**
 * Its buckets are counted by `Counts`: `observe` would cost a verification more, and `collect` can't set buckets. All of
 * prom-client's outputs are made from `getForPromString`.
 */
class Latency extends Histogram {
  constructor(
    registry: Registry,
    readonly counts: Runtime["counts"],
  ) {
    super({ ...LATENCY, registers: [registry] });
  }

  async getForPromString() {
    const { latency, latencySumMs } = this.counts;
    const { name, help } = LATENCY;
    let count = 0;
    const values = [...latency].map((inBucket, i) => {
      count += inBucket;
      const bound = LATENCY_BOUNDS_MS[i];
      return sample("bucket", count, { le: bound === undefined ? "+Inf" : bound / 1_000 });
    });
    values.push(sample("sum", latencySumMs / 1_000), sample("count", count));
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}

const LATENCY = {
  name: "latchkey_verify_duration_seconds",
  help: "Time of a verify request, from its whole body read to its answer written",
};

const sample = (part: string, value: number, labels: Record<string, string | number> = {}) => ({
  metricName: `${LATENCY.name}_${part}`,
  value,
  labels,
  sharedLabels: {},
});

function ofRequests(rt: Runtime, value: (sums: { count: number; sumMs: number }) => number): Sample[] {
  return [...rt.counts.requests].map(([label, sums]) => {
    const [method = "", status = ""] = label.split(" ");
    return { labels: { method, status }, value: value(sums) };
  });
}

/** Everything that `/metrics` shows of this process. Made once; the Runtime keeps it. */
export function registryOf(rt: Runtime): Registry {
  if (rt.registry) return rt.registry;
  const registry = new Registry();
  rt.registry = registry;
  collectDefaultMetrics({ register: registry });
  const { counter, gauge } = adders(registry);

  counter(
    "verifications_total",
    "Verifications by outcome",
    () => Object.entries(rt.counts.verifications).map(([code, value]) => ({ labels: { code }, value })),
    ["code"],
  );
  new Latency(registry, rt.counts);
  const ofRequest = ["method", "status"];
  counter(
    "http_requests_total",
    "Management requests",
    () => ofRequests(rt, (sums) => sums.count),
    ofRequest,
  );
  counter(
    "http_request_seconds_total",
    "Time spent on management requests",
    () => ofRequests(rt, (sums) => sums.sumMs / 1_000),
    ofRequest,
  );

  const { proofs } = rt;
  counter("cache_hits_total", "Secrets answered from memory at once", () => one(proofs.hits));
  counter("cache_misses_total", "Secrets that had to be looked up before the answer", () =>
    one(proofs.misses),
  );
  counter(
    "cache_lookups_total",
    "Look-ups in the database, by result",
    () => Object.entries(proofs.lookUps).map(([result, value]) => ({ labels: { result }, value })),
    ["result"],
  );
  counter("cache_stale_answers_total", "Answers from memory past their fresh time, in an outage", () =>
    one(proofs.staleAnswers),
  );
  gauge("cache_entries", "Secrets in memory, known and unknown", () => one(proofs.size));
  gauge("started_seconds", "When the process began to serve", () => one(rt.counts.startedAt / 1_000));
  gauge("policies_last_run_seconds", "When the policies were last applied", () =>
    rt.counts.policiesRanAt === null ? [] : one(rt.counts.policiesRanAt / 1_000),
  );
  counter("policy_failures_total", "Times a policy could not be applied to a key", () =>
    one(rt.counts.policyFailures),
  );
  counter("upkeep_failures_total", "Times a workspace's old rows could not be swept", () =>
    one(rt.counts.upkeepFailures),
  );
  counter(
    "swept_rows_total",
    "Rows deleted because they are kept no longer, by kind",
    () => Object.entries(rt.counts.swept).map(([kind, value]) => ({ labels: { kind }, value })),
    ["kind"],
  );
  gauge("upkeep_last_run_seconds", "When old rows were last swept", () =>
    rt.counts.upkeepRanAt === null ? [] : one(rt.counts.upkeepRanAt / 1_000),
  );
  gauge(
    "unlisted_proxy_seconds",
    "When an address that TRUSTED_PROXIES does not list last sent forwarded headers",
    () => {
      const { last } = rt.unlistedProxy;
      return last ? [{ labels: { peer: last.peer }, value: last.at / 1_000 }] : [];
    },
    ["peer"],
  );
  ofDependencies(rt, counter, gauge);
  ofJournal(rt.usage, counter, gauge);
  return registry;
}

function ofJournal(usage: UsageJournal, counter: Add, gauge: Add): void {
  const { figures } = usage;
  gauge("journal_waiting_events", "Usage events that are not in the database yet", () =>
    one(figures.waitingEvents),
  );
  gauge("journal_oldest_seconds", "When the oldest of them was decided", () =>
    usage.oldestAt === null ? [] : one(usage.oldestAt / 1_000),
  );
  gauge(
    "journal_bytes",
    "What the usage journal holds, by place",
    () => [
      { labels: { place: "disk" }, value: figures.diskBytes },
      { labels: { place: "memory" }, value: figures.memoryBytes },
    ],
    ["place"],
  );
  gauge("journal_on_disk", "1 while an event is on disk before its answer leaves", () =>
    one(figures.onDisk ? 1 : 0),
  );
  gauge("journal_accepting", "0 while the journal is full and verifications get 503", () =>
    one(usage.accepting ? 1 : 0),
  );
  gauge("journal_last_write_seconds", "When a batch last reached the database", () =>
    figures.lastWrittenAt === null ? [] : one(figures.lastWrittenAt / 1_000),
  );
  counter("journal_written_events_total", "Usage events written to the database", () =>
    one(figures.writtenEvents),
  );
  counter("journal_replayed_events_total", "Of those, what processes that died had left", () =>
    one(figures.replayedEvents),
  );
  counter("journal_set_aside_events_total", "Usage events that the database refused as data", () =>
    one(figures.setAsideEvents),
  );
  counter("journal_corrupt_records_total", "Damaged records found in what was left", () =>
    one(figures.corruptRecords),
  );
  counter("journal_lost_events_total", "Usage events lost, which is an alarm", () => one(figures.lostEvents));
}

function ofDependencies(rt: Runtime, counter: Add, gauge: Add): void {
  gauge("database_up", "0 while the database does not answer", () => one(rt.database.away ? 0 : 1));
  gauge("database_read_only", "1 while the database refuses writes", () => one(rt.database.readOnly ? 1 : 0));
  counter("database_outages_total", "Times the database stopped answering", () => one(rt.database.outages));
  gauge(
    "database_connections",
    "Connections of the pool, by state",
    () => [
      { labels: { state: "idle" }, value: rt.pool.idleCount },
      { labels: { state: "busy" }, value: rt.pool.totalCount - rt.pool.idleCount },
    ],
    ["state"],
  );
  gauge(
    "changes_channel_up",
    "0 while a channel on which other nodes' changes are heard is cut",
    () => rt.changes.channels.map(({ name, up }) => ({ labels: { channel: name }, value: up ? 1 : 0 })),
    ["channel"],
  );
  counter(
    "changes_channel_cuts_total",
    "Times such a channel was cut",
    () => rt.changes.channels.map(({ name, cuts }) => ({ labels: { channel: name }, value: cuts })),
    ["channel"],
  );
  counter("changes_heard_total", "Changes heard from other nodes", () => one(rt.changes.heard));
  const limits = () => healthOf(rt.limiter.health, rt.singleLimiter.health);
  gauge("limits_degraded", "1 while Redis does not answer and limits hold for this process only", () =>
    one(limits() && Number(limits()?.degraded)),
  );
  counter(
    "limits_total",
    "Calls by how their limits were decided",
    () => {
      const health = limits();
      if (!health) return [];
      const { shared, remembered, fallbacks } = health;
      return Object.entries({ shared, remembered, fallbacks }).map(([how, value]) => ({
        labels: { how },
        value,
      }));
    },
    ["how"],
  );
  counter("limits_round_trips_total", "Script calls to Redis", () => one(limits()?.roundTrips));
  counter("redis_outages_total", "Times Redis stopped answering", () => one(limits()?.outages));
  gauge("database_waiting", "Queries that wait for a connection", () => one(rt.pool.waitingCount));
  gauge("limits_remembered", "Limits that this process counts itself", () => one(rt.limiter.windows));
  gauge("sign_in_limits_remembered", "Limits on attempts to sign in that this process counts itself", () =>
    one(rt.signInLimiter.windows),
  );
}
