import { type Ctx, requireScope } from "../context";

export type Figures = { calls: number; allowed: number; denied: number; keysInUse: number };
export type UsageOverview = { now: Figures; before: Figures; activeKeys: number };

type Range = { from: Date; to: Date; environment?: "live" | "test"; apiId?: string };
type Row = { calls: string; allowed: string; keys_in_use: string };

async function figures(ctx: Ctx, range: Range): Promise<Figures> {
  const values: unknown[] = [ctx.workspaceId, range.from, range.to];
  const put = (value: unknown) => `$${values.push(value)}`;
  const parts = ["workspace_id = $1", "bucket >= $2", "bucket < $3"];
  if (range.environment) parts.push(`environment = ${put(range.environment)}`);
  if (range.apiId) parts.push(`api_id = ${put(range.apiId)}`);
  // Minutes are exact at the range's edges and are kept for a week; longer ranges are sums of quarters of an hour.
  const resolution = range.to.getTime() - range.from.getTime() <= 86_400_000 ? 1 : 15;
  const { rows } = await ctx.rt.pool.query<Row>(
    `select coalesce(sum(count), 0) as calls, coalesce(sum(count) filter (where code = 'VALID'), 0) as allowed,
            count(distinct nullif(key_id, '')) as keys_in_use
       from usage_rollups where resolution = ${resolution} and ${parts.join(" and ")}`,
    values,
  );
  const [row] = rows;
  const calls = Number(row?.calls ?? 0);
  const allowed = Number(row?.allowed ?? 0);
  return { calls, allowed, denied: calls - allowed, keysInUse: Number(row?.keys_in_use ?? 0) };
}

/** The figures of a range and of the period of the same length before it, and how many keys are active now. */
export async function usageOverview(ctx: Ctx, range: Range): Promise<UsageOverview> {
  requireScope(ctx, "usage:read");
  const length = range.to.getTime() - range.from.getTime();
  const now = await figures(ctx, range);
  const before = await figures(ctx, {
    ...range,
    from: new Date(range.from.getTime() - length),
    to: range.from,
  });
  const { rows } = await ctx.rt.pool.query<{ count: string }>(
    `select count(*) as count from keys
      where workspace_id = $1 and kind = 'key' and enabled and revoked_at is null
        and (expires_at is null or expires_at > $2)
        and ($3::text is null or environment = $3) and ($4::text is null or api_id = $4)`,
    [ctx.workspaceId, new Date(ctx.rt.now()), range.environment ?? null, range.apiId ?? null],
  );
  return { now, before, activeKeys: Number(rows[0]?.count ?? 0) };
}
