import { OutcomeChartSkeleton } from "@/components/charts/outcome-chart";
import { Columns, Page, PageHeader } from "@/components/shell/page";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Overview" }]}>
      <PageHeader title="Overview" />
      <Skeleton className="mb-3 h-(--control-m) w-64 rounded-md" />
      <Skeleton className="mb-4 h-[86px] rounded-lg narrow:h-[257px]" />
      <Columns
        main={
          <Panel title="Calls by outcome" flush>
            <div className="p-4">
              <OutcomeChartSkeleton height={176} legend={false} />
            </div>
            <div className="border-line border-t">
              <SkeletonRows rows={6} />
            </div>
          </Panel>
        }
        aside={
          <Panel title="Needs attention" flush>
            <SkeletonRows rows={8} />
          </Panel>
        }
      />
    </Page>
  );
}
