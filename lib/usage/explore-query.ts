import { z } from "zod";
import type { Ctx } from "../context";
import { VERIFICATION_CODES, type VerificationCode } from "../verify/codes";
import { bucketOf, usageFilter } from "./query";
import { INTERVALS } from "./schemas";

export const EXPLORE_GROUPS = ["code", "keyId", "apiId", "identityId"] as const;

const id = z.string().min(1).max(64);
export const exploreSchema = z.strictObject({
  from: z.date(),
  to: z.date(),
  /** How far back the period to compare with lies, in milliseconds. */
  shiftMs: z.int().positive(),
  interval: z.enum(INTERVALS),
  timeZone: z.string(),
  groupBy: z.enum(EXPLORE_GROUPS).default("code"),
  environment: z.enum(["live", "test"]).optional(),
  apiId: id.optional(),
  keyId: id.optional(),
  externalId: z.string().min(1).max(255).optional(),
  code: z.enum(VERIFICATION_CODES).optional(),
  tag: z.string().min(1).max(128).optional(),
});

export type ExploreQuery = z.output<typeof exploreSchema>;
export type ByCode = Partial<Record<VerificationCode, number>>;
export type CodePoint = { start: string; byCode: ByCode };

/** The table that answers this query, as `u`, its time column and its count: sums, or single events where a tag is asked for. */
export function usageTable(query: Pick<ExploreQuery, "tag" | "interval" | "timeZone">) {
  if (query.tag) return { table: "usage_events u", at: "u.at", count: "count(*)", only: "true" };
  const resolution =
    query.interval === "minute" ? 1 : query.interval === "day" && query.timeZone === "UTC" ? 1_440 : 15;
  return {
    table: "usage_rollups u",
    at: "u.bucket",
    count: "sum(u.count)",
    only: `u.resolution = ${resolution}`,
  };
}

/**
 * An unknown value belongs to no environment, API or key. It is shown with the live calls, unless a filter asks for what
 * it does not have.
 */
function withUnknown(query: ExploreQuery): boolean {
  const narrowed = query.apiId ?? query.keyId ?? query.externalId;
  const asked = query.code === undefined || query.code === "NOT_FOUND";
  return query.environment === "live" && narrowed === undefined && asked;
}

/** The filters as SQL over `u`, unknown values among the live ones. */
export function exploreFilter(ctx: Ctx, query: ExploreQuery, before: unknown[]) {
  if (!withUnknown(query)) return usageFilter(ctx, query, before);
  const { environment: _environment, ...anywhere } = query;
  const { where, values } = usageFilter(ctx, anywhere, before);
  return {
    where: `${where} and (u.environment = 'live' or u.environment = '' and u.code = 'NOT_FOUND')`,
    values,
  };
}

export type Cell = { start: string; group: string; code: VerificationCode; count: number };

/** The calls of a range per bar and outcome, and by `group` (a column of `u`) for those of its values that are asked for. */
export async function exploreCells(
  ctx: Ctx,
  query: ExploreQuery,
  by?: { column: string; values: string[] },
): Promise<Cell[]> {
  const { table, at, count, only } = usageTable(query);
  const { where, values } = exploreFilter(ctx, query, [query.from, query.timeZone, query.to]);
  const grouped = by ? `and ${by.column} = any($${values.push(by.values)})` : "";
  const { rows } = await ctx.rt.pool.query<{
    start: Date;
    group: string;
    code: VerificationCode;
    count: string;
  }>(
    `select ${bucketOf(query.interval, at)} as start, ${by?.column ?? "''::text"} as group, u.code, ${count} as count
       from ${table}
      where ${where} and ${only} and ${at} >= ${bucketOf(query.interval, "$1::timestamptz")} and ${at} < $3
        and $2::text is not null ${grouped}
      group by 1, 2, 3`,
    values,
  );
  return rows.map((row) => ({ ...row, start: row.start.toISOString(), count: Number(row.count) }));
}
