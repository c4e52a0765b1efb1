import { OutcomeChartSkeleton } from "@/components/charts/outcome-chart";
import { Page, PageHeader } from "@/components/shell/page";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Usage" }]}>
      <PageHeader title="Usage" />
      <div className="flex gap-2 pb-3">
        {["w-56", "w-36", "w-52", "w-20"].map((width) => (
          <Skeleton key={width} className={`h-(--control-m) rounded-md ${width}`} />
        ))}
      </div>
      <div className="flex flex-col gap-3">
        <Skeleton className="h-[86px] rounded-lg narrow:h-[257px]" />
        <Panel title="Calls by outcome" flush>
          <div className="p-4">
            <OutcomeChartSkeleton height={216} />
          </div>
          <div className="border-line border-t pt-11">
            <SkeletonRows rows={9} />
          </div>
        </Panel>
      </div>
    </Page>
  );
}
