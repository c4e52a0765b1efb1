import { type Ctx, requireScope } from "../context";

const MINUTE_MS = 60_000;
/** How far back each range reaches, and the sums (in minutes) that its calls are counted by. */
const RANGES = {
  "1h": { ms: 60 * MINUTE_MS, resolution: 1 },
  "24h": { ms: 1_440 * MINUTE_MS, resolution: 15 },
  "7d": { ms: 7 * 1_440 * MINUTE_MS, resolution: 15 },
} as const;
const MAX_ROWS = 100;

export type LimitedRange = keyof typeof RANGES;

export type LimitedKey = {
  keyId: string;
  keyName: string | null;
  /** The limit's name. */
  limit: string;
  refused: number;
  lastAt: string;
  /** All the key's calls in the range, those that were refused among them. */
  calls: number;
};

type Row = Omit<LimitedKey, "refused" | "lastAt" | "calls"> & {
  refused: string;
  last_at: Date;
  calls: string;
};

/**
 * The keys that were refused for their limits, by key and limit, the most refused first; at most 100, and `more` says
 * that there are others. The range begins at the border of a sum, so that refused calls and all calls cover the same time.
 */
export async function beingLimited(
  ctx: Ctx,
  filter: { range: LimitedRange; environment: "live" | "test"; apiId?: string },
): Promise<{ items: LimitedKey[]; more: boolean }> {
  requireScope(ctx, "usage:read");
  const { ms, resolution } = RANGES[filter.range];
  const from = ctx.rt.now() - ms;
  const values: unknown[] = [
    ctx.workspaceId,
    new Date(from - (from % (resolution * MINUTE_MS))),
    filter.environment,
  ];
  const put = (value: unknown) => `$${values.push(value)}`;
  const parts = ["u.workspace_id = $1", "u.environment = $3"];
  if (ctx.apiIds && ctx.apiIds.length > 0) parts.push(`u.api_id = any(${put([...ctx.apiIds])})`);
  if (filter.apiId) parts.push(`u.api_id = ${put(filter.apiId)}`);
  const where = parts.join(" and ");
  const { rows } = await ctx.rt.pool.query<Row>(
    `with refused as (
       select u.key_id, coalesce(u.reason, '') as name, count(*) as refused, max(u.at) as last_at
         from usage_events u
        where ${where} and u.code = 'RATE_LIMITED' and u.at >= $2
        group by 1, 2 order by 3 desc, 4 desc, 1, 2 limit ${MAX_ROWS + 1})
     select r.key_id as "keyId", k.name as "keyName", r.name as "limit", r.refused, r.last_at,
            (select coalesce(sum(u.count), 0) from usage_rollups u
              where ${where} and u.key_id = r.key_id and u.resolution = ${resolution} and u.bucket >= $2) as calls
       from refused r left join keys k on k.id = r.key_id and k.workspace_id = $1
      order by r.refused desc, r.last_at desc, r.key_id, r.name`,
    values,
  );
  return {
    items: rows.slice(0, MAX_ROWS).map(({ refused, last_at, calls, ...row }) => ({
      ...row,
      refused: Number(refused),
      lastAt: last_at.toISOString(),
      calls: Number(calls),
    })),
    more: rows.length > MAX_ROWS,
  };
}
