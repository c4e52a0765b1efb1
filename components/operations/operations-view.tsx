"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Figures } from "@/components/ui/figures";
import { LiveDot } from "@/components/ui/live-dot";
import { formatCount, formatFigure, formatPlural, formatShare } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { formatSpan } from "@/components/ui/time-format";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { OperatorConcern } from "@/lib/runtime/operations/concerns";
import type { Operations } from "@/lib/runtime/operations/read-operations";
import { ConcernList } from "./concern-list";
import { OutcomeRates } from "./outcome-rates";
import { latencyWords, rateWords, type Span, sameProcesses, spanOf } from "./rates";
import { ChannelPanel, InstallationPanel, JournalPanel, LimitPanel, MemoryPanel } from "./state-panels";

/** Rates are over at most this long. */
const SPAN_MS = 60_000;

/** The last looks at the same processes, the oldest first. */
function useSpan(now: Operations): Span {
  const [seen, setSeen] = useState<readonly Operations[]>([now]);
  useEffect(() => {
    setSeen((was) => [
      ...was.filter(
        (look) =>
          look.at !== now.at &&
          sameProcesses(look, now) &&
          Date.parse(now.at) - Date.parse(look.at) <= SPAN_MS,
      ),
      now,
    ]);
  }, [now]);
  return spanOf(seen[0] ?? now, seen.at(-1) ?? now);
}

export interface OperationsViewProps {
  operations: Operations;
  concerns: readonly OperatorConcern[];
}

/** How this installation is, for who runs it. */
export function OperationsView({ operations, concerns }: OperationsViewProps) {
  useLiveRefresh(true);
  const span = useSpan(operations);
  const { processes, journal } = operations;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-ink-2">
          {processes.wanted > 1
            ? `Sums over the ${processes.wanted} processes on this port; other machines have figures of their own.`
            : "This process alone; other machines have figures of their own."}
        </p>
        <LiveDot className="text-ink-2 text-label">Every 3 s</LiveDot>
      </div>
      <ConcernList concerns={concerns} />
      <Speed span={span} journal={journal} />
      <OutcomeRates span={span} total={operations.verifications} />
      <div className="grid grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
        <div className="flex min-w-0 flex-col gap-4">
          <InstallationPanel operations={operations} />
          <MemoryPanel cache={operations.cache} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <JournalPanel journal={journal} />
          <LimitPanel limits={operations.limits} />
          <ChannelPanel channels={operations.channels} heard={operations.changesHeard} />
        </div>
      </div>
      <Guidance />
    </>
  );
}

const since = (ms: number | null) => (ms === null ? "since the start" : `over ${formatSpan(ms)}`);

function Speed({ span, journal }: { span: Span; journal: Operations["journal"] }) {
  const calls = Object.values(span.verifications).reduce((sum, count) => sum + count, 0);
  const looked = span.hits + span.misses;
  return (
    <Figures
      label="Speed"
      items={[
        {
          label: "Verifications a second",
          value: span.ms === null ? "—" : rateWords(calls, span.ms),
          note: span.ms === null ? "after the next look" : since(span.ms),
        },
        {
          label: "Half of them within",
          value: latencyWords(span.latency, 0.5),
          note: "from body read to answer written",
        },
        { label: "99 % within", value: latencyWords(span.latency, 0.99), note: since(span.ms) },
        {
          label: "From memory",
          value: formatShare(span.hits, looked),
          note: `of ${formatPlural(looked, "secret")}`,
        },
        {
          label: "Events that wait",
          value: formatFigure(journal.waiting),
          note: journal.waiting === 0 ? "all delivered" : `of ${formatCount(journal.written)} delivered`,
        },
      ]}
    />
  );
}

const GUIDE = "/docs/guides/operations";
const GUIDED = [
  { label: "Processes and signals", anchor: "processes" },
  { label: "An outage of the database", anchor: "an-outage-of-the-database" },
  { label: "The usage journal", anchor: "the-usage-journal" },
  { label: "Metrics for Prometheus", anchor: "metrics" },
  { label: "Traces", anchor: "traces" },
];

function Guidance() {
  return (
    <Panel
      title="Guidance"
      actions={
        <a
          href="/docs/grafana"
          download="latchkey-grafana.json"
          className="inline-flex h-(--control-m) items-center gap-2 rounded-md px-2.5 font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink"
        >
          <Download />
          Dashboard for Grafana
        </a>
      }
    >
      <p className="pb-3 text-ink-2">
        These figures and more are at <code>/metrics</code>, for Prometheus. What each means, and what to do
        when one is off:
      </p>
      <ul className="flex flex-wrap gap-x-5 gap-y-2">
        {GUIDED.map(({ label, anchor }) => (
          <li key={anchor}>
            <Link
              href={`${GUIDE}#${anchor}`}
              prefetch={false}
              className="underline decoration-line-2 underline-offset-2 hover:decoration-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
