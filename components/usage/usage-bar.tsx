"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { FilterChip } from "@/components/ui/badge";
import { Select } from "@/components/ui/select";
import { useZone } from "@/components/ui/time";
import { beforeLabel, type UsageRange } from "./range";
import { RangePicker } from "./range-picker";
import { UsageFilter, type UsageFilterValues } from "./usage-filter";
import { type UsageParams, usageParams, usageQuery } from "./usage-params";
import { ZonePicker } from "./zone-picker";

/**
 * The explorer's state, all of it in the address. `asked` is what was chosen last, so that a control answers at once;
 * what is shown follows from the server.
 */
export function useUsageParams() {
  const [pending, startTransition] = useTransition();
  const [asked, set] = useQueryStates(usageParams, {
    history: "push",
    shallow: false,
    scroll: false,
    startTransition,
  });
  return { pending, asked, set };
}

export interface UsageBarProps {
  /** What is shown. */
  params: UsageParams;
  /** What was chosen last. */
  asked: UsageParams;
  range: UsageRange;
  /** The key that is filtered by, with its name. */
  keyName: string | null;
  apis: readonly { id: string; name: string }[];
  set: ReturnType<typeof useUsageParams>["set"];
}

/** Range, zone, compare and filters in one row; it scrolls sideways on a narrow screen. */
export function UsageBar({ params, asked, range, keyName, apis, set }: UsageBarProps) {
  const own = useZone();
  const filter: UsageFilterValues = {
    api: params.api,
    code: params.code,
    key: params.key ? { id: params.key, name: keyName ?? params.key } : null,
    owner: params.owner,
    tag: params.tag,
  };
  return (
    <div className="scroll-quiet -mx-6 flex flex-wrap gap-2 px-6 pb-3 narrow:-mx-4 narrow:flex-nowrap narrow:overflow-x-auto narrow:px-4 [&>*]:shrink-0">
      <RangePicker range={range} onChange={set} />
      <ZonePicker zone={asked.tz ?? own} own={own} onChange={(tz) => set({ tz })} />
      <Select<"on" | "off">
        aria-label="Compare"
        prefix="Compare"
        size="m"
        value={asked.compare ? "on" : "off"}
        onValueChange={(next) => set({ compare: next === "on" })}
        options={[
          { value: "on", label: beforeLabel(range) },
          { value: "off", label: "nothing" },
        ]}
      />
      <FilterChips params={params} keyName={keyName} apis={apis} />
      <UsageFilter
        filter={filter}
        apis={apis}
        onApply={({ key, ...next }) => set({ ...next, key: key?.id ?? null })}
      />
    </div>
  );
}

function FilterChips({ params, keyName, apis }: Pick<UsageBarProps, "params" | "keyName" | "apis">) {
  const without = (change: Partial<UsageParams>) => usageQuery({ ...params, ...change }) || "?";
  const api = apis.find((each) => each.id === params.api);
  return (
    <>
      {params.api && (
        <FilterChip label="API is" value={api?.name ?? "unknown"} removeHref={without({ api: null })} />
      )}
      {params.code && (
        <FilterChip label="Outcome is" value={params.code} removeHref={without({ code: null })} />
      )}
      {params.key && (
        <FilterChip label="Key is" value={keyName ?? params.key} removeHref={without({ key: null })} />
      )}
      {params.owner && (
        <FilterChip label="Owner is" value={params.owner} removeHref={without({ owner: null })} />
      )}
      {params.tag && <FilterChip label="Tag is" value={params.tag} removeHref={without({ tag: null })} />}
    </>
  );
}
