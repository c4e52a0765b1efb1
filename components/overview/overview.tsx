"use client";

import { ArrowRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { OutcomeChart } from "@/components/charts/outcome-chart";
import { OutcomeTable } from "@/components/charts/outcome-table";
import { sumOf } from "@/components/charts/series";
import { CreateButton } from "@/components/keys/create-button";
import { rangeHref } from "@/components/keys/range-href";
import { RangeSwitch } from "@/components/keys/range-switch";
import { Columns, PageHeader } from "@/components/shell/page";
import { ButtonLink } from "@/components/ui/button";
import { Figures } from "@/components/ui/figures";
import { LiveDot } from "@/components/ui/live-dot";
import { Panel } from "@/components/ui/panel";
import { ZoneNote } from "@/components/ui/time";
import { GroupTable } from "@/components/usage/group-table";
import { beforeLabel, type UsageRange } from "@/components/usage/range";
import { RefusedRead } from "@/components/usage/refused-read";
import { usageFigures } from "@/components/usage/usage-figures";
import { usageQuery } from "@/components/usage/usage-params";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import type { KeyConcern } from "@/lib/keys/attention";
import type { KeyCounts } from "@/lib/keys/list-keys";
import type { Read } from "@/lib/platform/errors/refused-read";
import type { UsageExplored } from "@/lib/usage/explore";
import type { RequestView } from "@/lib/usage/recent-requests";
import { AttentionPanel } from "./attention-panel";
import { ChangesPanel } from "./changes-panel";
import { DenialsPanel } from "./denials-panel";

export interface OverviewProps {
  slug: string;
  environment: "live" | "test";
  apiId: string | null;
  range: UsageRange;
  /** What was read, or why it was not. */
  explored: Read<UsageExplored>;
  counts: KeyCounts;
  concerns: readonly KeyConcern[];
  denials: readonly RequestView[];
  /** Null where the person may not see the audit log. */
  events: readonly AuditEventView[] | null;
  mayCreate: boolean;
}

const MOST_USED = 6;

/** What goes on in the workspace: figures, the chart, what wants to be looked at. */
export function Overview(props: OverviewProps) {
  const { slug, environment, apiId, range, explored, counts, concerns, denials, events, mayCreate } = props;
  useLiveRefresh(true);
  const found = "found" in explored ? explored.found : null;
  const rows = found?.rows ?? [];
  const total = sumOf(found?.now ?? {});
  const own = range.name === "own" && !range.fault;
  const explore = (more: object) =>
    `/${slug}/usage${usageQuery({
      env: environment,
      api: apiId,
      range: range.fault ? "7d" : range.name,
      from: own ? new Date(range.from).toISOString() : null,
      to: own ? new Date(range.to).toISOString() : null,
      ...more,
    })}`;
  return (
    <>
      <PageHeader
        title="Overview"
        badges={<LiveDot className="text-ink-3 text-label">Live</LiveDot>}
        actions={mayCreate && <CreateButton />}
      />
      <div className="flex flex-wrap items-center justify-between gap-2 pb-3">
        <RangeSwitch range={range} />
        {range.fault && (
          <p role="status" className="flex-1 text-ink-2">
            {range.fault} These are the last 7 days.
          </p>
        )}
        <ButtonLink
          size="m"
          variant="ghost"
          after={<ArrowRight className="size-3.5!" />}
          href={explore({})}
          className="narrow:hidden"
        >
          Explore usage
        </ButtonLink>
      </div>
      {"found" in explored && (
        <div className="pb-4">
          <Figures
            label="Figures of the range"
            items={usageFigures({ ...explored.found, activeKeys: counts.active })}
          />
        </div>
      )}
      <Columns
        main={
          <>
            {"found" in explored ? (
              <CallsByOutcome range={range} explored={explored.found} />
            ) : (
              <RefusedRead>{explored.refused}</RefusedRead>
            )}
            <Panel
              title="Most used keys"
              actions={
                <ButtonLink size="s" variant="ghost" href={explore({ by: "key" })}>
                  All keys
                </ButtonLink>
              }
              flush
            >
              <GroupTable
                by="key"
                rows={rows.filter((row) => row.id !== "").slice(0, MOST_USED)}
                total={total}
                compare={false}
                interval={range.interval}
                slug={slug}
              />
            </Panel>
            <DenialsPanel slug={slug} denials={denials} />
          </>
        }
        aside={
          <>
            <AttentionPanel slug={slug} concerns={concerns} counts={counts} />
            {events && <ChangesPanel slug={slug} events={events} />}
          </>
        }
      />
      <ZoneNote className="pt-4" />
    </>
  );
}

function CallsByOutcome({ range, explored }: { range: UsageRange; explored: UsageExplored }) {
  const router = useRouter();
  return (
    <Panel title="Calls by outcome" flush>
      <div className="p-4">
        <OutcomeChart
          height={176}
          legend={false}
          interval={range.interval}
          points={explored.points}
          previous={explored.previous}
          previousLabel={beforeLabel(range)}
          {...(range.interval === "minute"
            ? {}
            : {
                selectHint: "Select to look closer",
                onSelect: ({ from, to }: { from: string; to: string }) =>
                  router.push(rangeHref(window.location.search, { range: "own", from, to }), {
                    scroll: false,
                  }),
              })}
        />
      </div>
      {sumOf(explored.now) + sumOf(explored.before) > 0 && (
        <div className="border-line border-t">
          <OutcomeTable interval={range.interval} points={explored.points} previous={explored.previous} />
        </div>
      )}
    </Panel>
  );
}
