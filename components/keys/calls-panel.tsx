"use client";

import { Table2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { OutcomeChart } from "@/components/charts/outcome-chart";
import { OutcomeTable } from "@/components/charts/outcome-table";
import { sumOf, type UsagePoint } from "@/components/charts/series";
import { IconButton } from "@/components/ui/button";
import { formatCount } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { Tooltip } from "@/components/ui/tooltip";
import type { UsageRange } from "@/components/usage/range";
import { rangeHref } from "./range-href";
import { RangeSwitch } from "./range-switch";

export interface CallsPanelProps {
  range: UsageRange;
  points: readonly UsagePoint[];
  className?: string | undefined;
}

const SPANS = {
  "1h": "in the last hour",
  "24h": "in 24 hours",
  "7d": "in 7 days",
  "30d": "in 30 days",
  own: "in this range",
};

/** A key's calls by outcome over time, with the table behind the chart. */
export function CallsPanel({ range, points }: CallsPanelProps) {
  const router = useRouter();
  const [table, setTable] = useState(false);
  const total = points.reduce((sum, point) => sum + sumOf(point.byCode), 0);
  const label = table ? "Show the chart only" : "Show the table behind the chart";
  return (
    <Panel
      title="Calls by outcome"
      note={range.fault ?? `${formatCount(total)} ${SPANS[range.name]}`}
      actions={
        <>
          <RangeSwitch range={range} />
          <Tooltip content={label}>
            <IconButton
              icon={<Table2 />}
              size="m"
              label={label}
              aria-pressed={table}
              onClick={() => setTable(!table)}
              className="grow-0! aria-pressed:bg-selected aria-pressed:text-ink"
            />
          </Tooltip>
        </>
      }
      flush
    >
      <div className="p-4">
        <OutcomeChart
          interval={range.interval}
          points={points}
          {...(range.interval === "minute"
            ? {}
            : {
                selectHint: "Select to look closer",
                onSelect: ({ from, to }) =>
                  router.push(rangeHref(window.location.search, { range: "own", from, to }), {
                    scroll: false,
                  }),
              })}
        />
      </div>
      {table && (
        <div className="border-line border-t">
          <OutcomeTable interval={range.interval} points={points} />
        </div>
      )}
    </Panel>
  );
}
