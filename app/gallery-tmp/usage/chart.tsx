"use client";
import { OutcomeChart, OutcomeChartSkeleton } from "@/components/charts/outcome-chart";
import { OutcomeTable } from "@/components/charts/outcome-table";
import { Panel } from "@/components/ui/panel";
import { toast } from "@/components/ui/toast";
import { fakePoints } from "../fake";

export function Charts({ now }: { now: number }) {
  const points = fakePoints(now, 168, 48000, 5);
  const before = fakePoints(now, 168, 45000, 9);
  return (
    <>
      <Panel title="Calls" note="by outcome per hour" flush>
        <div className="p-4">
          <OutcomeChart
            interval="hour"
            points={points}
            previous={before}
            previousLabel="7 days before"
            height={190}
            legend={false}
            onSelect={(r) => toast(`${r.from} ${r.to}`)}
            selectHint="Select to see minutes"
          />
        </div>
        <div className="border-line border-t">
          <OutcomeTable interval="hour" points={points} previous={before} />
        </div>
      </Panel>
      <Panel title="Few">
        <OutcomeChart
          interval="minute"
          points={fakePoints(now, 60, 12, 4).map((p, i) => ({
            start: new Date(Math.floor(now / 6e4) * 6e4 - (59 - i) * 6e4).toISOString(),
            byCode: i > 50 ? p.byCode : {},
          }))}
        />
      </Panel>
      <Panel title="Ninety days">
        <OutcomeChart
          interval="day"
          points={fakePoints(now, 90, 4000, 4).map((p, i) => ({
            start: new Date(Math.floor(now / 864e5) * 864e5 - (89 - i) * 864e5).toISOString(),
            byCode: p.byCode,
          }))}
        />
      </Panel>
      <Panel title="Nothing">
        <OutcomeChart interval="hour" points={points.slice(-24).map((p) => ({ ...p, byCode: {} }))} />
      </Panel>
      <Panel title="Loading">
        <OutcomeChartSkeleton />
      </Panel>
    </>
  );
}
