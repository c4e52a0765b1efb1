import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { SkeletonRows } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Permissions and roles" }]} unscoped>
      <PageHeader title="Permissions and roles" note="What keys can be permitted, and named sets of it." />
      <Bleed className="border-line border-y pt-8">
        <SkeletonRows rows={8} />
      </Bleed>
    </Page>
  );
}
