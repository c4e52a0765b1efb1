"use client";

import Link from "next/link";
import { formatBarSpan } from "@/components/charts/bar-words";
import { sumOf, type UsageInterval } from "@/components/charts/series";
import { Sparkline } from "@/components/charts/sparkline";
import { useCarry } from "@/components/shell/shell-context";
import { formatChange, formatCount, formatShare } from "@/components/ui/number-format";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { useZone } from "@/components/ui/time";
import { BUCKET_MS } from "@/lib/platform/time-zone";
import type { GroupRow } from "@/lib/usage/explore-groups";
import type { TableGroup } from "./usage-params";

type Group = Exclude<TableGroup, "outcome">;

export const GROUP_HEADS: Record<Group, string> = { key: "Key", api: "API", owner: "Owner" };
const NAMELESS: Record<Group, string> = {
  key: "Unknown values",
  api: "Unknown values",
  owner: "Without an owner",
};

/** How a row is called: its name, its id where the name is gone, or what belongs to none. */
export function groupName(row: GroupRow, by: Group): string {
  if (row.id === "")
    return row.now.NOT_FOUND && sumOf(row.now) === row.now.NOT_FOUND ? "Unknown values" : NAMELESS[by];
  return row.name ?? row.id;
}

export interface GroupTableProps {
  by: Group;
  rows: readonly GroupRow[];
  /** All calls of the range, of which rows have their share. */
  total: number;
  compare: boolean;
  interval: UsageInterval;
  slug: string;
  /** The page narrowed to an API or owner, where its name should lead there. */
  filterHref?: ((id: string, name: string) => string) | undefined;
}

/** The table behind the chart by key, API or owner, the largest first. */
export function GroupTable({ by, rows, total, compare, interval, slug, filterHref }: GroupTableProps) {
  const zone = useZone();
  if (rows.length === 0) return <p className="px-4 py-3 text-ink-3">No calls in this range.</p>;
  return (
    <Table label={`Calls by ${by === "api" ? "API" : by}`} dense stack>
      <THead>
        <Th>{GROUP_HEADS[by]}</Th>
        <Th numeric sort="descending">
          Calls
        </Th>
        <Th numeric>Share</Th>
        <Th numeric>Allowed</Th>
        {compare && <Th numeric>Before</Th>}
        {compare && <Th numeric>Change</Th>}
        <Th numeric className="max-lg:hidden">
          Busiest
        </Th>
        <Th numeric className="w-[110px]">
          Course
        </Th>
      </THead>
      <TBody>
        {rows.map((row) => {
          const calls = sumOf(row.now);
          const before = sumOf(row.before);
          const at = row.busiest ? Date.parse(row.busiest) : null;
          return (
            <Tr key={row.id}>
              <Td lead at="lead" className="w-[26%]">
                <RowName row={row} by={by} slug={slug} filterHref={filterHref} />
              </Td>
              <Td numeric at="aside" className="font-medium">
                {formatCount(calls)}
              </Td>
              <Td numeric quiet>
                {formatShare(calls, total)}
              </Td>
              <Td numeric quiet at="subaside">
                {formatShare(row.now.VALID ?? 0, calls)}
              </Td>
              {compare && (
                <Td numeric quiet>
                  {formatCount(before)}
                </Td>
              )}
              {compare && (
                <Td numeric quiet at="menu" className="narrow:w-16">
                  {formatChange(calls, before)}
                </Td>
              )}
              <Td numeric quiet className="whitespace-nowrap max-lg:hidden">
                {at === null ? "—" : formatBarSpan({ from: at, to: at + BUCKET_MS[interval] }, zone)}
              </Td>
              <Td numeric>
                <Sparkline points={row.course} />
              </Td>
            </Tr>
          );
        })}
      </TBody>
    </Table>
  );
}

function RowName({
  row,
  by,
  slug,
  filterHref,
}: { row: GroupRow } & Pick<GroupTableProps, "by" | "slug" | "filterHref">) {
  const carry = useCarry();
  const name = groupName(row, by);
  if (row.name === null) return <>{name}</>;
  const href = by === "key" ? carry(`/${slug}/keys/${row.id}`) : filterHref?.(row.id, row.name);
  if (!href) return <>{name}</>;
  return (
    <>
      <Link prefetch={false} href={href} className="rounded-sm hover:underline">
        {name}
      </Link>
      {row.note && <span className="pl-2 font-normal text-ink-3">{row.note}</span>}
    </>
  );
}
