import { type Ctx, requireScope } from "../context";
import type { VerificationCode } from "../verify/codes";
import type { CodePoint } from "./explore-query";
import { queryUsage } from "./query";
import type { UsageQuery } from "./schemas";

const WEEK_MS = 7 * 86_400_000;

type Range = { from: Date; to: Date } & Pick<UsageQuery, "interval" | "timeZone" | "keyId" | "externalId">;

/** The calls of one key, or of all keys of an owner, by outcome: a point for every bucket of the range. Error: invalid_request. */
export async function outcomesOfKey(ctx: Ctx, { from, to, ...range }: Range): Promise<CodePoint[]> {
  const query = { ...range, from: from.toISOString(), to: to.toISOString() };
  const { points } = await queryUsage(ctx, { ...query, groupBy: "code" });
  if (points.length === 0) {
    // With groups a range without a call has no point at all.
    const empty = await queryUsage(ctx, query);
    return empty.points.map(({ start }) => ({ start, byCode: {} }));
  }
  const byStart = new Map<string, CodePoint>();
  for (const { start, group, count } of points) {
    const point = byStart.get(start) ?? { start, byCode: {} };
    if (group && count > 0) point.byCode[group as VerificationCode] = count;
    byStart.set(start, point);
  }
  return [...byStart.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

export type TimesLimited = { count: number; mostAt: string | null };

/** How often a key was over a limit in the last seven days, and the hour in which it was most often. */
export async function timesLimited(ctx: Ctx, keyId: string): Promise<TimesLimited> {
  requireScope(ctx, "usage:read");
  const { rows } = await ctx.rt.pool.query<{ hour: Date; count: string }>(
    `select date_trunc('hour', bucket) as hour, sum(count) as count from usage_rollups
      where workspace_id = $1 and key_id = $2 and resolution = 15 and bucket >= $3 and code = 'RATE_LIMITED'
      group by 1 order by 2 desc`,
    [ctx.workspaceId, keyId, new Date(ctx.rt.now() - WEEK_MS)],
  );
  return {
    count: rows.reduce((sum, row) => sum + Number(row.count), 0),
    mostAt: rows[0]?.hour.toISOString() ?? null,
  };
}
