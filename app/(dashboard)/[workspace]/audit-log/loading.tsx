import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { Skeleton, SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Audit log" }]} unscoped>
      <PageHeader
        title="Audit log"
        note="Every change, written with it and chained to the one before. Nothing here can be edited."
        actions={<Skeleton className="h-(--control-l) w-32 rounded-md" />}
      />
      <div className="pb-3">
        <Skeleton className="h-(--control-m) w-28 rounded-md" />
      </div>
      <Bleed className="border-line border-y pt-8">
        <SkeletonRows rows={16} />
      </Bleed>
    </Page>
  );
}
