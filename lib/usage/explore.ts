import type { z } from "zod";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { VERIFICATION_CODES } from "../verify/codes";
import { exploreGroups, type GroupRow } from "./explore-groups";
import {
  type ByCode,
  type CodePoint,
  type ExploreQuery,
  exploreCells,
  exploreFilter,
  exploreSchema,
  usageTable,
} from "./explore-query";
import { bucketStarts } from "./query";

export type UsageExplored = {
  points: CodePoint[];
  /** The same bars of the period before. */
  previous: CodePoint[];
  now: ByCode;
  before: ByCode;
  keysInUse: { now: number; before: number };
  /** By key, API or owner, the largest first; null where the table is by outcome. */
  rows: GroupRow[] | null;
};

/** A range of usage as a page looks at it: by outcome over time, against the period before, and by key, API or owner. */
export async function exploreUsage(ctx: Ctx, input: z.input<typeof exploreSchema>): Promise<UsageExplored> {
  requireScope(ctx, "usage:read");
  const query = parseInput(exploreSchema, input);
  const past = shifted(query);
  const points = await byOutcome(ctx, query);
  const previous = await byOutcome(ctx, past);
  // The first bar begins before `from` where that lies inside a bar; what is counted is what is drawn.
  const range = { ...query, from: new Date(points[0]?.start ?? query.from) };
  const pastRange = { ...past, from: new Date(previous[0]?.start ?? past.from) };
  const { groupBy } = query;
  const starts = points.map(({ start }) => start);
  return {
    points,
    previous,
    now: sumOf(points),
    before: sumOf(previous),
    keysInUse: { now: await countKeysInUse(ctx, range), before: await countKeysInUse(ctx, pastRange) },
    rows: groupBy === "code" ? null : await exploreGroups(ctx, range, pastRange, groupBy, starts),
  };
}

function shifted(query: ExploreQuery): ExploreQuery {
  const back = (at: Date) => new Date(at.getTime() - query.shiftMs);
  return { ...query, from: back(query.from), to: back(query.to) };
}

/** A point for every bar, the empty ones too. */
async function byOutcome(ctx: Ctx, query: ExploreQuery): Promise<CodePoint[]> {
  const starts = await bucketStarts(ctx, query);
  const points = new Map(starts.map((start): [string, CodePoint] => [start, { start, byCode: {} }]));
  for (const { start, code, count } of await exploreCells(ctx, query)) {
    const point = points.get(start);
    if (point) point.byCode[code] = count;
  }
  return [...points.values()];
}

function sumOf(points: readonly CodePoint[]): ByCode {
  const sum: ByCode = {};
  for (const { byCode } of points)
    for (const code of VERIFICATION_CODES) {
      const more = byCode[code];
      if (more) sum[code] = (sum[code] ?? 0) + more;
    }
  return sum;
}

async function countKeysInUse(ctx: Ctx, query: ExploreQuery): Promise<number> {
  const { table, at, only } = usageTable(query);
  const { where, values } = exploreFilter(ctx, query, [query.from, query.to]);
  const { rows } = await ctx.rt.pool.query<{ keys: string }>(
    `select count(distinct u.key_id) as keys from ${table}
      where ${where} and ${only} and ${at} >= $1 and ${at} < $2 and u.key_id <> ''`,
    values,
  );
  return Number(rows[0]?.keys ?? 0);
}
