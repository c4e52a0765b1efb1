import type { z } from "zod";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { VERIFICATION_CODES, type VerificationCode } from "../verify/codes";
import { exploreGroups, type GroupRow } from "./explore-groups";
import {
  type ByCode,
  type CodePoint,
  type ExploreQuery,
  exploreFilter,
  exploreSchema,
  unknownFilters,
  usageFilters,
  usageTable,
  withUnknown,
} from "./explore-query";
import { queryUsage } from "./query";

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
  return {
    points,
    previous,
    now: sumOf(points),
    before: sumOf(previous),
    keysInUse: { now: await countKeysInUse(ctx, range), before: await countKeysInUse(ctx, pastRange) },
    rows: query.groupBy === "code" ? null : await exploreGroups(ctx, range, pastRange, query.groupBy),
  };
}

function shifted(query: ExploreQuery): ExploreQuery {
  const back = (at: Date) => new Date(at.getTime() - query.shiftMs);
  return { ...query, from: back(query.from), to: back(query.to) };
}

async function byOutcome(ctx: Ctx, query: ExploreQuery): Promise<CodePoint[]> {
  const answers = [await queryUsage(ctx, { ...usageFilters(query), groupBy: "code" })];
  if (withUnknown(query)) answers.push(await queryUsage(ctx, { ...unknownFilters(query), groupBy: "code" }));
  const points = new Map<string, CodePoint>();
  for (const { points: given } of answers) {
    for (const { start, group, count } of given) {
      const point = points.get(start) ?? { start, byCode: {} };
      points.set(start, point);
      if (group && count > 0) point.byCode[group as VerificationCode] = count;
    }
  }
  if (points.size > 0) return [...points.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
  // With groups, a range without a call has no point at all; its empty bars are asked for.
  const empty = await queryUsage(ctx, usageFilters(query));
  return empty.points.map(({ start }) => ({ start, byCode: {} }));
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
