import { sumOf, totals, type UsagePoint } from "@/components/charts/series";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";
import type { GroupRow } from "@/lib/usage/explore-groups";
import { csvText } from "./csv";
import { GROUP_HEADS, groupName } from "./group-table";
import type { TableGroup } from "./usage-params";

export interface CsvSource {
  points: readonly UsagePoint[];
  /** Null where no comparison is shown. */
  previous: readonly UsagePoint[] | null;
  rows: readonly GroupRow[] | null;
  by: TableGroup;
}

/** The table as it is shown, with all of its rows. */
export function tableCsv({ points, previous, rows, by }: CsvSource): string {
  if (by === "outcome" || !rows) {
    const now = totals(points);
    const before = previous && totals(previous);
    const codes = OUTCOME_ORDER.filter((code) => now[code] || before?.[code]);
    return csvText([
      ["outcome", "calls", ...(before ? ["calls before"] : [])],
      ...codes.map((code) => [code, now[code] ?? 0, ...(before ? [before[code] ?? 0] : [])]),
    ]);
  }
  return csvText([
    ["id", GROUP_HEADS[by].toLowerCase(), "calls", "allowed", ...(previous ? ["calls before"] : [])],
    ...rows.map((row) => [
      row.id,
      groupName(row, by),
      sumOf(row.now),
      row.now.VALID ?? 0,
      ...(previous ? [sumOf(row.before)] : []),
    ]),
  ]);
}

/** The chart: one row for each bar, one column for each outcome that occurs. */
export function seriesCsv({ points }: Pick<CsvSource, "points">): string {
  const sums = totals(points);
  const codes = OUTCOME_ORDER.filter((code) => sums[code]);
  return csvText([
    ["start", "calls", ...codes],
    ...points.map(({ start, byCode }) => [start, sumOf(byCode), ...codes.map((code) => byCode[code] ?? 0)]),
  ]);
}
