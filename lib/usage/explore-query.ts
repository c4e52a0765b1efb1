import { z } from "zod";
import type { Ctx } from "../platform/context";
import { VERIFICATION_CODES, type VerificationCode } from "../verify/codes";
import { type Scan, usageScan } from "./scan";
import { INTERVALS, timeZoneSchema } from "./schemas";

export const EXPLORE_GROUPS = ["code", "keyId", "apiId", "identityId"] as const;

const id = z.string().min(1).max(64);
export const exploreSchema = z.strictObject({
  from: z.date(),
  to: z.date(),
  /** The period to compare with. */
  before: z.strictObject({ from: z.date(), to: z.date() }),
  interval: z.enum(INTERVALS),
  timeZone: timeZoneSchema,
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

/** What one pass over a range finds. */
export type Look = {
  scan: Scan;
  starts: number[];
  /** A point for every bar, the empty ones too. */
  points: CodePoint[];
  groups: Map<string, ByCode>;
  /** How many keys were used. */
  keys: number;
};

/**
 * An unknown value belongs to no environment, API or key. It is shown with the live calls, unless a filter asks for what
 * it does not have.
 */
function withUnknown(query: ExploreQuery): boolean {
  const narrowed = query.apiId ?? query.keyId ?? query.externalId;
  const asked = query.code === undefined || query.code === "NOT_FOUND";
  return query.environment === "live" && narrowed === undefined && asked;
}

/** What the query reads of a range that begins with a bar. */
export function exploreScan(ctx: Ctx, query: ExploreQuery, range: { from: number; to: number }): Scan {
  return usageScan(ctx, query, range, { events: query.tag !== undefined, unknown: withUnknown(query) });
}

export function addTo(byCode: ByCode, code: VerificationCode, count: number): void {
  byCode[code] = (byCode[code] ?? 0) + count;
}
