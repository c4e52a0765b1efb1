"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { cn } from "@/components/ui/cn";
import { Popover } from "@/components/ui/popover";
import { SegmentedLinks } from "@/components/ui/segmented";
import { useZone } from "@/components/ui/time";
import type { UsageRange } from "@/components/usage/range";
import { OwnRange } from "@/components/usage/range-picker";
import { rangeHref } from "./range-href";

const PRESETS = [
  ["1h", "1 h"],
  ["24h", "24 h"],
  ["7d", "7 d"],
  ["30d", "30 d"],
] as const;

/** The ranges side by side, and one of your own; all in the address. */
export function RangeSwitch({ range }: { range: UsageRange }) {
  const router = useRouter();
  const zone = useZone();
  const search = useSearchParams().toString();
  const [open, setOpen] = useState(false);
  const own = range.name === "own" && !range.fault;
  return (
    <div className="inline-flex rounded-md border border-line-2 bg-inset">
      <SegmentedLinks
        label="Range"
        className="flex-[4] border-0 bg-transparent"
        items={PRESETS.map(([name, label]) => ({
          href: rangeHref(search, { range: name }),
          label,
          current: !own && range.name === name,
        }))}
      />
      <Popover
        open={open}
        onOpenChange={setOpen}
        align="end"
        title="From when to when"
        className="w-[280px] p-0 [&>h2]:px-3 [&>h2]:pt-3 [&>h2]:pb-2"
        trigger={
          <button
            type="button"
            aria-pressed={own}
            className={cn(
              "relative -m-px inline-flex h-(--control-m) flex-1 items-center justify-center rounded-md border border-transparent px-2.5 text-ink-2 transition-colors hover:text-ink",
              own && "border-line-2 bg-surface font-medium text-ink dark:bg-selected",
            )}
          >
            Own
          </button>
        }
      >
        <OwnRange
          range={range}
          zone={zone}
          onChoose={(choice) => {
            setOpen(false);
            router.push(rangeHref(search, choice), { scroll: false });
          }}
        />
      </Popover>
    </div>
  );
}
