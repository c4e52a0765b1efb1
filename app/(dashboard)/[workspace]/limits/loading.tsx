import { Columns, Page, PageHeader } from "@/components/shell/page";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Limits" }]}>
      <PageHeader title="Limits" note="Who is refused for a limit, and who has one of their own." />
      <div className="flex flex-col gap-4">
        <Panel title="Being limited" flush>
          <div className="pt-8">
            <SkeletonRows rows={4} />
          </div>
        </Panel>
        <Columns
          main={
            <Panel title="Overrides" flush>
              <div className="pt-8">
                <SkeletonRows rows={4} />
              </div>
            </Panel>
          }
          aside={
            <Panel title="Limit anything">
              <Skeleton className="h-[260px]" />
            </Panel>
          }
        />
      </div>
    </Page>
  );
}
