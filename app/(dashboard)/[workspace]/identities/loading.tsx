import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Identities" }]} unscoped>
      <PageHeader title="Identities" note="The consumers that keys belong to." />
      <Bleed className="border-line border-y pt-8">
        <SkeletonRows rows={8} />
      </Bleed>
    </Page>
  );
}
