import { OutcomeChartSkeleton } from "@/components/charts/outcome-chart";
import { Columns, Page } from "@/components/shell/page";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/states";

/** A key in its final size: head, facts, chart and requests, limits and timeline beside them. */
export default function Loading() {
  return (
    <Page crumbs={[{ label: "Keys" }, { label: "…" }]}>
      <div role="status" aria-label="Loading">
        <div className="flex h-8 items-center pt-9 pb-4 narrow:pt-8">
          <Skeleton className="h-5 w-[200px]" />
        </div>
        <div className="flex h-5 items-center gap-4 pt-4 pb-8">
          <Skeleton className="w-[140px]" />
          <Skeleton className="w-[240px] narrow:hidden" />
          <Skeleton className="w-[120px]" />
        </div>
        <Columns
          main={
            <>
              <Panel title="Calls by outcome">
                <OutcomeChartSkeleton />
              </Panel>
              <Panel title="Recent requests" flush>
                <SkeletonRows rows={8} />
              </Panel>
            </>
          }
          aside={
            <>
              <Panel title="Limits">
                <Skeleton className="w-3/4" />
              </Panel>
              <Panel title="Access">
                <Skeleton className="w-1/2" />
              </Panel>
              <Panel title="Timeline">
                <Skeleton className="w-2/3" />
              </Panel>
            </>
          }
        />
      </div>
    </Page>
  );
}
