import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "APIs" }]} unscoped>
      <PageHeader title="APIs" note="What your keys open. Each key belongs to one." />
      <Bleed className="border-line border-y pt-8">
        <SkeletonRows rows={3} />
      </Bleed>
    </Page>
  );
}
