"use client";

import { cn } from "@/components/ui/cn";
import { formatChange, formatCount, formatShare } from "@/components/ui/number-format";
import { OutcomeSwatch } from "@/components/ui/outcome";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { useZone } from "@/components/ui/time";
import { formatBarSpan } from "./bar-words";
import {
  type Bucket,
  buckets,
  mergeToFit,
  sumOf,
  totals,
  type UsageInterval,
  type UsagePoint,
} from "./series";
import { Sparkline } from "./sparkline";

export interface OutcomeTableProps {
  interval: UsageInterval;
  points: readonly UsagePoint[];
  previous?: readonly UsagePoint[] | undefined;
}

const BUSIEST: Record<UsageInterval, string> = {
  minute: "Busiest minute",
  "15m": "Busiest quarter",
  hour: "Busiest hour",
  day: "Busiest day",
};

/** The table behind an OutcomeChart: the same points by outcome. */
export function OutcomeTable({ interval, points, previous }: OutcomeTableProps) {
  const zone = useZone();
  const list = buckets(points, interval);
  const sums = totals(list);
  const before = previous ? totals(previous) : null;
  const total = sumOf(sums);
  const codes = OUTCOME_ORDER.filter((code) => sums[code] || before?.[code]);
  const small = mergeToFit(list, interval, 27 * 3, zone, 3);
  if (codes.length === 0) return <p className="px-4 py-3 text-ink-3">No calls in this range.</p>;
  return (
    <Table label="Calls by outcome" dense stack>
      <THead>
        <Th>Outcome</Th>
        <Th numeric sort={undefined} className="text-ink">
          Calls
        </Th>
        <Th numeric>Share</Th>
        {before && <Th numeric>Before</Th>}
        {before && <Th numeric>Change</Th>}
        <Th numeric className="max-lg:hidden">
          {BUSIEST[interval]}
        </Th>
        <Th numeric className="w-[110px]">
          Course
        </Th>
      </THead>
      <TBody>
        {codes.map((code) => (
          <Tr key={code}>
            <Td at="lead">
              <span className="inline-flex items-center gap-2 font-mono text-[12px]">
                <OutcomeSwatch code={code} />
                {code}
              </span>
            </Td>
            <Td numeric at="aside" className="font-medium">
              {formatCount(sums[code] ?? 0)}
            </Td>
            <Td numeric quiet at={before ? undefined : "menu"} className="narrow:w-16">
              {formatShare(sums[code] ?? 0, total, 2)}
            </Td>
            {before && (
              <Td numeric quiet>
                {formatCount(before[code] ?? 0)}
              </Td>
            )}
            {before && (
              <Td numeric quiet at="menu" className="narrow:w-16">
                {formatChange(sums[code] ?? 0, before[code] ?? 0)}
              </Td>
            )}
            <Td numeric quiet className={cn("whitespace-nowrap max-lg:hidden")}>
              {busiest(list, code, zone)}
            </Td>
            <Td numeric>
              <Sparkline points={small.map((bucket) => ({ [code]: bucket.byCode[code] ?? 0 }))} />
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  );
}

function busiest(list: readonly Bucket[], code: (typeof OUTCOME_ORDER)[number], zone: string): string {
  const most = list.reduce<Bucket | null>(
    (best, bucket) => ((bucket.byCode[code] ?? 0) > (best?.byCode[code] ?? 0) ? bucket : best),
    null,
  );
  return most ? formatBarSpan(most, zone) : "—";
}
