import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Root keys" }]} unscoped>
      <PageHeader
        title="Root keys"
        note="What your backends call Latchkey with: to verify, and to manage keys."
      />
      <Bleed className="border-line border-y pt-8">
        <SkeletonRows rows={5} />
      </Bleed>
    </Page>
  );
}
