import { type Ctx, requireScope } from "../platform/context";
import { readHeavily } from "../platform/heavy-reads";
import { bucketStarts } from "../platform/time-zone";
import type { VerificationCode } from "../verify/codes";
import type { CodePoint } from "./explore-query";
import { queryUsage, RANGE } from "./query";
import type { UsageQuery } from "./schemas";

const WEEK_MS = 7 * 86_400_000;

type Range = { from: Date; to: Date } & Pick<UsageQuery, "interval" | "timeZone" | "keyId" | "externalId">;

/** The calls of one key, or of all keys of an owner, by outcome: a point for every bucket of the range. Error: invalid_request. */
export async function outcomesOfKey(ctx: Ctx, { from, to, ...range }: Range): Promise<CodePoint[]> {
  const query = { ...range, from: from.toISOString(), to: to.toISOString() };
  const { points } = await queryUsage(ctx, { ...query, groupBy: "code" });
  // With groups a range without a call has no point at all.
  const starts = bucketStarts(range.timeZone, range.interval, from.getTime(), to.getTime());
  const byStart = new Map<string, CodePoint>();
  for (const at of starts) {
    const start = new Date(at).toISOString();
    byStart.set(start, { start, byCode: {} });
  }
  for (const { start, group, count } of points) {
    const point = byStart.get(start);
    if (point && group && count > 0) point.byCode[group as VerificationCode] = count;
  }
  return [...byStart.values()];
}

export type TimesLimited = { count: number; mostAt: string | null };

/** How often a key was over a limit in the last seven days, and the hour in which it was most often. */
export async function timesLimited(ctx: Ctx, keyId: string): Promise<TimesLimited> {
  requireScope(ctx, "usage:read");
  const values = [ctx.workspaceId, keyId, new Date(ctx.rt.now() - WEEK_MS)];
  const rows = await readHeavily(ctx, RANGE, (read) =>
    read.query<{ hour: Date; count: string }>(
      `select date_bin('1 hour', bucket, timestamptz 'epoch') as hour, sum(count) as count from usage_rollups
        where workspace_id = $1 and key_id = $2 and resolution = 15 and bucket >= $3 and code = 'RATE_LIMITED'
        group by 1 order by 2 desc`,
      values,
    ),
  );
  return {
    count: rows.reduce((sum, row) => sum + Number(row.count), 0),
    mostAt: rows[0]?.hour.toISOString() ?? null,
  };
}
