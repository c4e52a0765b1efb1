import type { ReactNode } from "react";
import { CodeChip } from "@/components/ui/badge";
import { formatCount, formatPlural, formatShare } from "@/components/ui/number-format";
import { Facts, Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { Operations } from "@/lib/runtime/operations/read-operations";
import { bytesWords } from "./rates";

type Fact = { label: string; value: ReactNode };

/** Figures stand in one column at the right; a nought steps back. */
const figure = (label: string, count: number, words: string = formatCount(count)): Fact => ({
  label,
  value: <span className={count === 0 ? "text-ink-3" : undefined}>{words}</span>,
});

const ENGINES = { embedded: "Embedded", postgres: "PostgreSQL", neon: "Neon" };

export function InstallationPanel({ operations }: { operations: Operations }) {
  const { version, processes, database, policiesRanAt, upkeepRanAt } = operations;
  const { migrations, connections } = database;
  return (
    <Panel title="Installation">
      <Facts
        items={[
          { label: "Version", value: version },
          {
            label: "Processes",
            value: processes.wanted === 1 ? "One" : `${processes.answering} of ${processes.wanted} answer`,
          },
          { label: "Started", value: <Time at={processes.startedAt[0]} as="relative" /> },
          {
            label: "Database",
            value: (
              <>
                {ENGINES[database.engine]}
                <span className="text-ink-3">
                  {database.engine === "embedded" ? `PostgreSQL ${database.version}` : database.version}
                </span>
              </>
            ),
          },
          {
            label: "Connections",
            value: `${connections.busy} busy, ${connections.idle} idle, ${formatPlural(connections.waiting, "query waits", "queries wait")}`,
          },
          figure("Outages", database.outages, outages(database.outages)),
          {
            label: "Migrations",
            value: (
              <>
                {`${migrations.applied} of ${migrations.known}`}
                {migrations.last && <CodeChip>{migrations.last}</CodeChip>}
              </>
            ),
          },
          { label: "Policies applied", value: <Time at={policiesRanAt} as="relative" absent="Not yet" /> },
          { label: "Old rows swept", value: <Time at={upkeepRanAt} as="relative" absent="Not yet" /> },
        ]}
      />
    </Panel>
  );
}

const outages = (count: number) => (count === 0 ? "None since the start" : formatCount(count));

export function JournalPanel({ journal }: { journal: Operations["journal"] }) {
  const state = journal.accepting
    ? journal.kept === "disk"
      ? "On disk before each answer"
      : "In memory until delivered"
    : "Takes no more: verifications get 503";
  return (
    <Panel title="Usage journal">
      <Facts
        items={[
          { label: "State", value: state },
          figure("Waiting", journal.waiting, formatPlural(journal.waiting, "event")),
          { label: "Oldest of them", value: <Time at={journal.oldestAt} as="seconds" absent="—" /> },
          figure(
            "Holds",
            journal.diskBytes + journal.memoryBytes,
            `${bytesWords(journal.diskBytes)} on disk, ${bytesWords(journal.memoryBytes)} in memory`,
          ),
          figure("Delivered", journal.written),
          {
            label: "Last delivery",
            value: <Time at={journal.lastWrittenAt} as="seconds" absent="None since the start" />,
          },
          figure("Left by earlier processes", journal.replayed),
          figure("Put aside or damaged", journal.setAside + journal.corrupt),
          figure("Lost", journal.lost),
        ]}
      />
    </Panel>
  );
}

export function MemoryPanel({ cache }: { cache: Operations["cache"] }) {
  const { lookUps } = cache;
  return (
    <Panel title="Keys in memory" note="since the start">
      <Facts
        items={[
          figure("Secrets held", cache.entries),
          {
            label: "Answered at once",
            value: (
              <>
                {formatCount(cache.hits)}
                <span className="text-ink-3">{formatShare(cache.hits, cache.hits + cache.misses)}</span>
              </>
            ),
          },
          figure("Waited for a look-up", cache.misses),
          figure("Look-ups that found", lookUps.found),
          figure("… that found nothing", lookUps.unknown),
          figure("… that failed", lookUps.failed),
          figure("Answered in an outage", cache.staleAnswers),
        ]}
      />
    </Panel>
  );
}

const KEPT = { process: "In each process", redis: "In Redis", upstash: "In Upstash" };

export function LimitPanel({ limits }: { limits: Operations["limits"] }) {
  const shared: Fact[] = [
    figure("Decided there", limits.shared),
    figure("Round trips", limits.roundTrips),
    figure("Refused from memory", limits.remembered),
    figure("Decided alone", limits.fallbacks),
    figure("Outages", limits.outages, outages(limits.outages)),
  ];
  return (
    <Panel title="Limits">
      <Facts
        items={[
          {
            label: "Counted",
            value: limits.degraded ? "In each process, until Redis answers" : KEPT[limits.kept],
          },
          figure("Windows in memory", limits.windows),
          ...(limits.kept === "process" ? [] : shared),
        ]}
      />
    </Panel>
  );
}

const CHANNELS: Record<string, string> = { postgres: "Over PostgreSQL", redis: "Over Redis" };

export function ChannelPanel({ channels, heard }: { channels: Operations["channels"]; heard: number }) {
  return (
    <Panel title="Changes">
      {channels.length === 0 ? (
        <p className="text-ink-2">One process: a change holds at once, and there is nobody to tell.</p>
      ) : (
        <Facts
          items={[
            ...channels.map(({ name, up, cuts }) => ({
              label: CHANNELS[name] ?? name,
              value: (
                <>
                  {up ? "Heard" : "Cut: changes hold after 10 s"}
                  <span className="text-ink-3">
                    {cuts === 0 ? "never cut" : `cut ${formatPlural(cuts, "time")}`}
                  </span>
                </>
              ),
            })),
            figure("Heard from others", heard),
          ]}
        />
      )}
    </Panel>
  );
}
