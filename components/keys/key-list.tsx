"use client";

import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Bleed, PageHeader } from "@/components/shell/page";
import { FilterChip, StateChips } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { formatCount, formatCountUpTo } from "@/components/ui/number-format";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { KeyCounts } from "@/lib/keys/list-keys";
import type { KeyListActions, KeyMay } from "./actions";
import { BulkBar } from "./bulk-bar";
import { CreateButton, CreateFirstButton } from "./create-button";
import { ColumnsMenu, useColumns } from "./key-columns";
import { KeyFilter } from "./key-filter";
import { KeySearch } from "./key-search";
import { type KeyRowView, KeyTable } from "./key-table";
import {
  exportHref,
  filterWords,
  type KeyListParams,
  listHref,
  NO_FILTERS,
  STATE_VIEWS,
} from "./list-params";

export interface KeyListProps {
  slug: string;
  params: KeyListParams;
  rows: readonly KeyRowView[];
  counts: KeyCounts;
  /** How many keys stand before this page. */
  before: number;
  nextHref: string | undefined;
  previousHref: string | undefined;
  apis: readonly { id: string; name: string }[];
  withCalls: boolean;
  /** A count above this says “more than that many”. */
  mostCounted: number;
  may: KeyMay;
  actions: Pick<KeyListActions, "findBySecret" | "change" | "callsLastHour">;
}

/** The list of keys: views with their counts, search, filters, table, pages, and the bar of what is selected. */
export function KeyList(props: KeyListProps) {
  const { slug, params, rows, counts, before, apis, withCalls, may, actions, mostCounted } = props;
  const router = useRouter();
  const columns = useColumns();
  // Kept from page to page: what was selected stays selected until it is cleared.
  const [selected, setSelected] = useState<ReadonlyMap<string, string>>(new Map());
  useLiveRefresh(true);
  const select = (chosen: readonly KeyRowView[], on: boolean) =>
    setSelected((was) => {
      const next = new Map(was);
      for (const { view } of chosen)
        if (on) next.set(view.id, view.name);
        else next.delete(view.id);
      return next;
    });
  const total = params.state ? counts[params.state] : counts.all;
  return (
    <>
      <PageHeader title="Keys" actions={may.create && apis.length > 0 && <CreateButton />} />
      <StateChips
        label="States"
        items={[
          {
            href: listHref(slug, params, { state: null }),
            label: "All",
            count: formatCountUpTo(counts.all, mostCounted),
            current: params.state === null,
          },
          ...STATE_VIEWS.map(({ state, label }) => ({
            href: listHref(slug, params, { state }),
            label,
            count: formatCountUpTo(counts[state], mostCounted),
            current: params.state === state,
          })),
        ]}
      />
      <ListBar {...props} columns={columns} />
      {rows.length === 0 ? (
        <NoKeys {...props} />
      ) : (
        <>
          <Bleed className="border-line border-b">
            <KeyTable
              rows={rows}
              withCalls={withCalls}
              columns={columns.shown}
              apis={apis}
              sorting={{ current: params.sort, href: (sort) => listHref(slug, params, { sort }) }}
              selection={may.update || may.revoke ? { selected, select } : undefined}
            />
          </Bleed>
          <Pager
            note={placeWords(before, rows.length, total, mostCounted)}
            previousHref={props.previousHref}
            nextHref={props.nextHref}
          />
        </>
      )}
      {selected.size > 0 && (
        <BulkBar
          selected={[...selected].map(([id, name]) => ({ id, name }))}
          may={may}
          change={actions.change}
          callsLastHour={actions.callsLastHour}
          onClear={() => setSelected(new Map())}
          onChanged={() => router.refresh()}
        />
      )}
    </>
  );
}

/** “51–100 of 1,284”; past what is counted only that it is past it. */
function placeWords(before: number, shown: number, total: number, most: number): string {
  if (before > most) return `${shown} keys, after more than ${formatCount(most)}`;
  return `${formatCount(before + 1)}–${formatCount(before + shown)} of ${formatCountUpTo(total, most)}`;
}

function ListBar({
  slug,
  params,
  apis,
  actions,
  rows,
  columns,
}: KeyListProps & { columns: ReturnType<typeof useColumns> }) {
  return (
    <div className="flex flex-wrap items-start gap-2 py-2">
      <KeySearch slug={slug} params={params} findBySecret={actions.findBySecret} />
      {params.api && (
        <FilterChip
          label="API is"
          value={apis.find((api) => api.id === params.api)?.name ?? "unknown"}
          removeHref={listHref(slug, params, { api: null })}
        />
      )}
      {filterWords(params).map(({ name, label, value }) => (
        <FilterChip
          key={name}
          label={label}
          value={value}
          removeHref={listHref(slug, params, { [name]: null })}
        />
      ))}
      <KeyFilter slug={slug} params={params} apis={apis} />
      <div className="ml-auto flex gap-1">
        <ColumnsMenu {...columns} />
        {rows.length > 0 && (
          // A file, not a page: the router must leave it alone.
          <a
            href={exportHref(slug, params)}
            download
            className="inline-flex h-(--control-m) items-center gap-2 rounded-md px-2.5 font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink"
          >
            <Download />
            CSV
          </a>
        )}
      </div>
    </div>
  );
}

/** Nothing to show, and what to do about it. */
function NoKeys({ slug, params, counts, mostCounted, apis, may }: KeyListProps) {
  const view = STATE_VIEWS.find(({ state }) => state === params.state);
  const elsewhere = params.env === "live" ? "test" : "live";
  return (
    <div className="rounded-lg border border-line">
      {params.q ? (
        <EmptyState
          title={`No ${view ? `${view.label.toLowerCase()} ` : ""}key matches “${params.q}”`}
          action={
            <ButtonLink size="m" href={listHref(slug, params, { q: "", state: null })}>
              Clear search
            </ButtonLink>
          }
        >
          Search looks at name, owner, start and id of {params.env} keys. A whole key can be pasted.
        </EmptyState>
      ) : filterWords(params).length > 0 ? (
        <EmptyState
          title={`No ${view ? `${view.label.toLowerCase()} ` : ""}key passes these filters`}
          action={
            <ButtonLink size="m" href={listHref(slug, params, { ...NO_FILTERS, state: null })}>
              Clear filters
            </ButtonLink>
          }
        />
      ) : view && counts.all > 0 ? (
        <EmptyState
          title={`No key here: ${view.label.toLowerCase()}`}
          action={
            <ButtonLink size="m" href={listHref(slug, params, { state: null })}>
              Show all {formatCountUpTo(counts.all, mostCounted)}
            </ButtonLink>
          }
        />
      ) : apis.length === 0 ? (
        <EmptyState
          title="No API yet"
          action={
            <ButtonLink size="m" href={`/${slug}/apis`}>
              Create an API
            </ButtonLink>
          }
        >
          Keys are issued for an API, which carries their defaults.
        </EmptyState>
      ) : (
        <EmptyState
          title={`No ${params.env} key yet`}
          action={
            <>
              {may.create && <CreateFirstButton label={`Create the first ${params.env} key`} />}
              <ButtonLink size="m" variant="ghost" href={listHref(slug, params, { env: elsewhere })}>
                Show {elsewhere} keys
              </ButtonLink>
            </>
          }
        >
          A key is what a consumer of your API presents. Create one, send it along with a call, and see the
          call here within seconds.
        </EmptyState>
      )}
    </div>
  );
}
