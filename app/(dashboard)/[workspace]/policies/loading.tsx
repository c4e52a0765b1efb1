import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Policies" }]} unscoped>
      <PageHeader
        title="Policies"
        note="How the rotations of an API's keys end by themselves, and when they are called for."
      />
      <Bleed className="border-line border-y pt-8">
        <SkeletonRows rows={3} />
      </Bleed>
    </Page>
  );
}
