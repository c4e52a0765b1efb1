import { z } from "zod";
import type { Ctx } from "../context";
import { VERIFICATION_CODES, type VerificationCode } from "../verify/codes";
import { usageFilter } from "./query";
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

/** The filters that `queryUsage` takes; absent ones left out. */
export function usageFilters(query: ExploreQuery) {
  const { from, to, shiftMs: _shift, groupBy: _group, ...filters } = query;
  return { ...filters, from: from.toISOString(), to: to.toISOString() };
}

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
export function withUnknown(query: ExploreQuery): boolean {
  const narrowed = query.apiId ?? query.keyId ?? query.externalId;
  const asked = query.code === undefined || query.code === "NOT_FOUND";
  return query.environment === "live" && narrowed === undefined && asked;
}

/** The query for unknown values alone, which `withUnknown` adds to the live ones. */
export function unknownFilters(query: ExploreQuery) {
  const { environment: _environment, ...anywhere } = usageFilters(query);
  return { ...anywhere, code: "NOT_FOUND" as const };
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
