"use client";

import Link from "next/link";
import { useCarry } from "@/components/shell/shell-context";
import { formatCount, formatPlural, formatShare } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { SegmentedLinks } from "@/components/ui/segmented";
import { EmptyState } from "@/components/ui/states";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Read } from "@/lib/platform/errors/refused-read";
import type { LimitedKey } from "@/lib/ratelimit/being-limited";
import { LIMITED_RANGES, type LimitsParams, limitsQuery } from "./limits-params";

const LABELS = { "1h": "1 h", "24h": "24 h", "7d": "7 d" };
const SPANS = { "1h": "in the last hour", "24h": "in 24 hours", "7d": "in 7 days" };

export interface LimitedPanelProps {
  slug: string;
  params: LimitsParams;
  /** What was read, or why it was not. */
  limited: Read<{ items: readonly LimitedKey[]; more: boolean }>;
}

/** Which keys are over a limit, how often, and how much of their traffic that is. */
export function LimitedPanel({ slug, params, limited }: LimitedPanelProps) {
  const { items, more } = "found" in limited ? limited.found : { items: [], more: false };
  const carry = useCarry();
  const refused = items.reduce((sum, item) => sum + item.refused, 0);
  const keys = new Set(items.map((item) => item.keyId)).size;
  return (
    <Panel
      title="Being limited"
      note={
        more
          ? `the ${items.length} with the most refusals ${SPANS[params.range]}`
          : items.length > 0 &&
            `${formatPlural(refused, "refused call")} of ${formatPlural(keys, "key")} ${SPANS[params.range]}`
      }
      actions={
        <SegmentedLinks
          label="Range"
          items={LIMITED_RANGES.map((range) => ({
            href: `/${slug}/limits${limitsQuery({ ...params, range })}`,
            label: LABELS[range],
            current: params.range === range,
          }))}
        />
      }
      flush
    >
      {"refused" in limited ? (
        <EmptyState title="Refused calls are not shown">{limited.refused}</EmptyState>
      ) : items.length === 0 ? (
        <EmptyState title={`No key was over its limit ${SPANS[params.range]}`}>
          A key that is refused for a limit appears here within 5 s.
        </EmptyState>
      ) : (
        <Table label="Keys being limited" stack>
          <THead>
            <Th>Key</Th>
            <Th>Limit</Th>
            <Th numeric sort="descending">
              Refused
            </Th>
            <Th numeric>Of its calls</Th>
            <Th numeric>Last refused</Th>
          </THead>
          <TBody>
            {items.map((item) => (
              <Tr key={`${item.keyId} ${item.limit}`}>
                <Td lead at="lead" className="w-[32%]">
                  <Link
                    prefetch={false}
                    href={carry(`/${slug}/keys/${item.keyId}`)}
                    className="rounded-sm hover:underline"
                  >
                    {item.keyName ?? <code>{item.keyId}</code>}
                  </Link>
                </Td>
                <Td mono at="sub">
                  {item.limit || <span className="text-ink-3">—</span>}
                  <span className="font-sans text-ink-3 md:hidden">
                    {" "}
                    · {formatShare(item.refused, item.calls)} of {formatCount(item.calls)}
                  </span>
                </Td>
                <Td numeric at="aside" className="font-medium">
                  {formatCount(item.refused)}
                  <span className="font-normal text-ink-3 md:hidden"> refused</span>
                </Td>
                <Td numeric quiet>
                  {formatShare(item.refused, item.calls)}
                  <span className="text-ink-3"> of {formatCount(item.calls)}</span>
                </Td>
                <Td numeric quiet at="subaside">
                  <Time at={item.lastAt} as="relative" />
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Panel>
  );
}
