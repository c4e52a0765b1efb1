import { type Ctx, requireScope } from "../context";
import type { VerificationCode } from "../verify/codes";
import type { CodePoint } from "./explore-query";

const HOUR_MS = 3_600_000;
const BUCKET_MS = 6 * HOUR_MS;
const BUCKETS = 28;

/** Seven days of an identity's keys in 28 buckets of six hours, oldest first, and when one was last presented. */
export type IdentityCalls = { total: number; buckets: CodePoint[]; lastUsedAt: string | null };

type Row = { identity_id: string; slot: number; code: VerificationCode; count: string };

/** The last seven days of many identities, by id. Those without a call have empty buckets. */
export async function callsOfIdentities(
  ctx: Ctx,
  ids: readonly string[],
): Promise<Map<string, IdentityCalls>> {
  requireScope(ctx, "usage:read");
  const end = Math.floor(ctx.rt.now() / BUCKET_MS) * BUCKET_MS + BUCKET_MS;
  const from = end - BUCKETS * BUCKET_MS;
  const starts = Array.from({ length: BUCKETS }, (_, i) => new Date(from + i * BUCKET_MS).toISOString());
  const calls = new Map<string, IdentityCalls>();
  for (const id of ids)
    calls.set(id, { total: 0, buckets: starts.map((start) => ({ start, byCode: {} })), lastUsedAt: null });
  if (ids.length === 0) return calls;
  const { rows } = await ctx.rt.pool.query<Row>(
    `select u.identity_id, floor(extract(epoch from u.bucket - $3) / ${BUCKET_MS / 1_000})::int as slot, u.code,
            sum(u.count) as count
       from usage_rollups u
      where u.workspace_id = $1 and u.identity_id = any($2) and u.resolution = 15 and u.bucket >= $3
      group by 1, 2, 3`,
    [ctx.workspaceId, ids, new Date(from)],
  );
  for (const row of rows) {
    const of = calls.get(row.identity_id);
    const bucket = of?.buckets[row.slot];
    if (!of || !bucket) continue;
    bucket.byCode[row.code] = Number(row.count);
    of.total += Number(row.count);
  }
  const used = await ctx.rt.pool.query<{ identity_id: string; at: Date | null }>(
    `select k.identity_id, max(s.last_used_at) as at from keys k join secrets s on s.key_id = k.id
      where k.workspace_id = $1 and k.identity_id = any($2) group by 1`,
    [ctx.workspaceId, ids],
  );
  for (const { identity_id: id, at } of used.rows) {
    const of = calls.get(id);
    if (of) of.lastUsedAt = at?.toISOString() ?? null;
  }
  return calls;
}
