import { PlaygroundHeader } from "@/components/playground/playground";
import { Page } from "@/components/shell/page";
import { Skeleton } from "@/components/ui/states";

export default function Loading() {
  return (
    <Page crumbs={[{ label: "Playground" }]} unscoped>
      <PlaygroundHeader />
      <div
        role="status"
        aria-label="Loading"
        className="grid grid-cols-[272px_minmax(0,1fr)_392px] gap-4 max-[1340px]:grid-cols-[272px_minmax(0,1fr)] narrow:grid-cols-1"
      >
        <Skeleton className="h-[660px] rounded-lg" />
        <Skeleton className="h-[660px] rounded-lg narrow:h-[420px]" />
        <Skeleton className="h-[660px] rounded-lg max-[1340px]:hidden" />
      </div>
    </Page>
  );
}
