"use client";

import { ChevronDown, Download } from "lucide-react";
import { OutcomeChart } from "@/components/charts/outcome-chart";
import { OutcomeTable } from "@/components/charts/outcome-table";
import { sumOf, type UsageInterval } from "@/components/charts/series";
import { PageHeader } from "@/components/shell/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Figures } from "@/components/ui/figures";
import { LiveDot } from "@/components/ui/live-dot";
import { Menu, MenuItem } from "@/components/ui/menu";
import { formatPlural } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { EmptyState } from "@/components/ui/states";
import { InZone, useZone, ZoneNote } from "@/components/ui/time";
import type { Read } from "@/lib/platform/errors/refused-read";
import type { UsageExplored } from "@/lib/usage/explore";
import { saveFile } from "./csv";
import { GroupTable } from "./group-table";
import { beforeLabel, INTERVAL_LABELS, intervalAllowed, type UsageRange } from "./range";
import { RefusedRead } from "./refused-read";
import { UsageBar, type UsageBarProps, useUsageParams } from "./usage-bar";
import { seriesCsv, tableCsv } from "./usage-csv";
import { usageFigures } from "./usage-figures";
import { TABLE_GROUPS, type TableGroup, type UsageParams, usageQuery } from "./usage-params";
import { useLiveRefresh } from "./use-live-refresh";

export interface UsageExplorerProps extends Omit<UsageBarProps, "asked" | "set"> {
  slug: string;
  /** What was read, or why it was not. */
  explored: Read<UsageExplored>;
  activeKeys: number;
  /** Single calls, which alone carry tags, are kept for so long. */
  tagsKeptDays: number;
  now: number;
}

const BY: Record<TableGroup, string> = { outcome: "Outcome", key: "Key", api: "API", owner: "Owner" };
const DAY_MS = 86_400_000;

/** Usage as one looks into it: range, filters, figures, the chart and the table behind it. */
export function UsageExplorer(props: UsageExplorerProps) {
  const { params, range, explored } = props;
  const { pending, asked, set } = useUsageParams();
  const own = useZone();
  useLiveRefresh(range.live);
  return (
    <InZone zone={params.tz ?? own}>
      <PageHeader
        title="Usage"
        badges={range.live && <LiveDot className="text-ink-3 text-label">Live</LiveDot>}
        actions={"found" in explored && <ExportMenu {...props} explored={explored.found} />}
      />
      {/* The picker offers the viewer's own zone, whichever the page is shown in. */}
      <InZone zone={own}>
        <UsageBar {...props} asked={asked} set={set} />
      </InZone>
      {range.fault && (
        <p role="status" className="pb-3 text-ink-2">
          {range.fault} These are the last 7 days.
        </p>
      )}
      {params.tag && range.from < props.now - props.tagsKeptDays * DAY_MS && (
        <p role="status" className="pb-3 text-ink-2">
          Tags are kept for {formatPlural(props.tagsKeptDays, "day")}; what lies before has none.
        </p>
      )}
      <div
        aria-busy={pending}
        className={cn("flex flex-col gap-3 transition-opacity", pending && "opacity-60")}
      >
        {"found" in explored ? (
          <Explored {...props} explored={explored.found} asked={asked} set={set} />
        ) : (
          <RefusedRead>{explored.refused}</RefusedRead>
        )}
      </div>
      <ZoneNote className="pt-3" />
    </InZone>
  );
}

type ReadProps = Omit<UsageExplorerProps, "explored"> & { explored: UsageExplored };

function ExportMenu({ explored, params, range }: ReadProps) {
  const source = {
    points: explored.points,
    previous: params.compare ? explored.previous : null,
    rows: explored.rows,
    by: params.by,
  };
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const save = (what: string, text: string) =>
    saveFile(`usage-${what}-${day(range.from)}-${day(range.to)}.csv`, "text/csv", text);
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Download />} after={<ChevronDown className="size-3.5! text-ink-2" />}>
          Export
        </Button>
      }
    >
      <MenuItem note="A row for each line below" onSelect={() => save(`by-${params.by}`, tableCsv(source))}>
        Table as CSV
      </MenuItem>
      <MenuItem
        note={`A row for each ${INTERVAL_LABELS[range.interval]}`}
        onSelect={() => save("over-time", seriesCsv(source))}
      >
        Chart as CSV
      </MenuItem>
    </Menu>
  );
}

type ExploredProps = ReadProps & Pick<UsageBarProps, "asked" | "set">;

function Explored(props: ExploredProps) {
  const { explored, params, asked, range, activeKeys, set } = props;
  const previous = params.compare ? explored.previous : undefined;
  return (
    <>
      <Figures label="Figures of the range" items={usageFigures({ ...explored, activeKeys })} />
      <Panel
        title="Calls by outcome"
        actions={<IntervalSelect range={range} asked={asked} now={props.now} set={set} />}
        flush
      >
        <div className="p-4">
          <OutcomeChart
            height={216}
            interval={range.interval}
            points={explored.points}
            previous={previous}
            previousLabel={beforeLabel(range)}
            {...(range.interval === "minute"
              ? {}
              : {
                  selectHint: "Select to look closer",
                  onSelect: ({ from, to }: { from: string; to: string }) =>
                    set({ range: "own", from, to, interval: "auto" }),
                })}
          />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2 border-line border-t px-4 py-2">
          <span className="text-ink-2">The same calls by</span>
          <Segmented<TableGroup>
            label="Table by"
            value={asked.by}
            onValueChange={(by) => set({ by })}
            options={TABLE_GROUPS.map((value) => ({ value, label: BY[value] }))}
          />
        </div>
        <div className="border-line border-t">
          <Behind {...props} />
        </div>
      </Panel>
    </>
  );
}

function IntervalSelect({ range, asked, now, set }: Pick<ExploredProps, "range" | "asked" | "now" | "set">) {
  const intervals = (Object.keys(INTERVAL_LABELS) as UsageInterval[]).filter((each) =>
    intervalAllowed(each, range, now),
  );
  const chosen = intervals.find((each) => each === asked.interval);
  return (
    <Select<UsageInterval | "auto">
      aria-label="Per"
      prefix="per"
      size="m"
      value={chosen ?? "auto"}
      onValueChange={(interval) => set({ interval })}
      options={[
        {
          value: "auto",
          label: chosen ? "what fits" : INTERVAL_LABELS[range.interval],
          note: chosen ? undefined : "What fits the range",
        },
        ...intervals.map((each) => ({ value: each, label: INTERVAL_LABELS[each] })),
      ]}
    />
  );
}

/** The table behind the chart. */
function Behind({ explored, params, range, slug }: ExploredProps) {
  const total = sumOf(explored.now);
  if (total === 0) return <NoCalls params={params} slug={slug} range={range} />;
  const { by } = params;
  if (by === "outcome" || !explored.rows)
    return (
      <OutcomeTable
        interval={range.interval}
        points={explored.points}
        previous={params.compare ? explored.previous : undefined}
      />
    );
  const filterHref = (id: string, name: string) =>
    `/${slug}/usage${usageQuery({ ...params, ...(by === "api" ? { api: id } : { owner: name }), by: "key" })}`;
  return (
    <GroupTable
      by={by}
      rows={explored.rows}
      total={total}
      compare={params.compare}
      interval={range.interval}
      slug={slug}
      filterHref={filterHref}
    />
  );
}

function NoCalls({ params, slug, range }: { params: UsageParams; slug: string; range: UsageRange }) {
  const { env, range: name, from, to, interval, tz, compare, by } = params;
  const bare = usageQuery({ env, range: name, from, to, interval, tz, compare, by });
  const filtered = params.api ?? params.code ?? params.key ?? params.owner ?? params.tag;
  if (filtered)
    return (
      <EmptyState
        title="No call matches"
        action={
          <ButtonLink size="m" href={`/${slug}/usage${bare}`}>
            Remove the filters
          </ButtonLink>
        }
      >
        In this range no {env} call has all that the filters ask for.
      </EmptyState>
    );
  return (
    <EmptyState
      title={`No ${env} calls in this range`}
      action={
        <>
          {range.name !== "30d" && (
            <ButtonLink size="m" href={`/${slug}/usage${usageQuery({ env, range: "30d", tz, by })}`}>
              Show the last 30 days
            </ButtonLink>
          )}
          <ButtonLink size="m" variant="ghost" href={`/${slug}${env === "test" ? "?env=test" : ""}`}>
            How to send one
          </ButtonLink>
        </>
      }
    >
      Each verification stands here within 5 s.
    </EmptyState>
  );
}
