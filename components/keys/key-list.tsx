"use client";

import { Bleed, PageHeader } from "@/components/shell/page";
import { FilterChip, StateChips } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/number-format";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { useLiveRefresh } from "@/components/usage/use-live-refresh";
import type { KeyCounts } from "@/lib/keys/list-keys";
import type { KeyListActions } from "./actions";
import { CreateButton, CreateFirstButton } from "./create-button";
import { KeySearch } from "./key-search";
import { type KeyRowView, KeyTable } from "./key-table";
import { type KeyListParams, listHref, STATE_VIEWS } from "./list-params";

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
  mayCreate: boolean;
  findBySecret: KeyListActions["findBySecret"];
}

/** The list of keys: views with their counts, search, table, pages. */
export function KeyList(props: KeyListProps) {
  const { slug, params, rows, counts, before, apis, withCalls, mayCreate } = props;
  useLiveRefresh(true);
  const total = params.state ? counts[params.state] : counts.all;
  return (
    <>
      <PageHeader title="Keys" actions={mayCreate && apis.length > 0 && <CreateButton />} />
      <StateChips
        label="States"
        items={[
          {
            href: listHref(slug, params, { state: null }),
            label: "All",
            count: formatCount(counts.all),
            current: params.state === null,
          },
          ...STATE_VIEWS.map(({ state, label }) => ({
            href: listHref(slug, params, { state }),
            label,
            count: formatCount(counts[state]),
            current: params.state === state,
          })),
        ]}
      />
      <div className="flex flex-wrap items-start gap-2 py-2">
        <KeySearch slug={slug} params={params} findBySecret={props.findBySecret} />
        {params.api && (
          <FilterChip
            label="API is"
            value={apis.find((api) => api.id === params.api)?.name ?? "unknown"}
            removeHref={listHref(slug, params, { api: null })}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <NoKeys {...props} />
      ) : (
        <>
          <Bleed className="border-line border-b">
            <KeyTable rows={rows} withCalls={withCalls} />
          </Bleed>
          <Pager
            note={`${formatCount(before + 1)}–${formatCount(before + rows.length)} of ${formatCount(total)}`}
            previousHref={props.previousHref}
            nextHref={props.nextHref}
          />
        </>
      )}
    </>
  );
}

/** Nothing to show, and what to do about it. */
function NoKeys({ slug, params, counts, apis, mayCreate }: KeyListProps) {
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
      ) : view && counts.all > 0 ? (
        <EmptyState
          title={`No key here: ${view.label.toLowerCase()}`}
          action={
            <ButtonLink size="m" href={listHref(slug, params, { state: null })}>
              Show all {formatCount(counts.all)}
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
              {mayCreate && <CreateFirstButton label={`Create the first ${params.env} key`} />}
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
