import { Bleed, Page, PageHeader } from "@/components/shell/page";
import { Skeleton } from "@/components/ui/states";

const CHIPS = [
  "w-[64px]",
  "w-[76px]",
  "w-[84px]",
  "w-[128px]",
  "w-[100px]",
  "w-[84px]",
  "w-[80px]",
  "w-[84px]",
];
const ROWS = Array.from({ length: 16 }, (_, row) => row);

/** The list in its final size: head, views, search, rows of 36 (two lines narrow). */
export default function Loading() {
  return (
    <Page crumbs={[{ label: "Keys" }]}>
      <PageHeader title="Keys" />
      <div role="status" aria-label="Loading">
        <div className="flex gap-2 overflow-hidden py-1">
          {CHIPS.map((width, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed row of chips
            <Skeleton key={place} className={`h-(--control-m) shrink-0 rounded-md ${width}`} />
          ))}
        </div>
        <div className="py-2">
          <Skeleton className="h-(--control-m) w-[320px] rounded-md narrow:w-full" />
        </div>
        <Bleed className="border-line border-b pt-8 narrow:pt-0">
          {ROWS.map((row) => (
            <div
              key={row}
              className="grid h-9 grid-cols-[2fr_2fr_1.5fr_1fr_1fr] items-center gap-6 border-line border-t px-6 narrow:h-[67px] narrow:grid-cols-[2fr_1fr] narrow:px-4"
            >
              <Skeleton className="w-2/3" />
              <Skeleton className="w-3/4 narrow:justify-self-end" />
              <Skeleton className="w-1/2 narrow:hidden" />
              <Skeleton className="w-2/3 justify-self-end narrow:hidden" />
              <Skeleton className="w-1/2 justify-self-end narrow:hidden" />
            </div>
          ))}
        </Bleed>
      </div>
    </Page>
  );
}
