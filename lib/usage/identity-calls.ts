import { type Ctx, requireScope } from "../platform/context";
import { readHeavily } from "../platform/heavy-reads";
import type { VerificationCode } from "../verify/codes";
import { addTo, type CodePoint } from "./explore-query";
import { RANGE } from "./query";
import { requireReadable, slices, usageScan } from "./scan";

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
  const range = { from, to: from + BUCKETS * BUCKET_MS };
  const scan = usageScan(ctx, { interval: "15m", timeZone: "UTC" }, range, { events: false });
  const n = scan.values.length;
  const used = await readHeavily(ctx, RANGE, async (read) => {
    await requireReadable(read, scan);
    for await (const slice of slices(read, scan)) {
      const rows = await read.query<Row>(
        `select u.identity_id, floor(extract(epoch from u.bucket - $${n + 4}) / ${BUCKET_MS / 1_000})::int as slot, u.code,
                sum(u.count) as count
           from usage_rollups u
          where ${scan.where} and u.bucket >= $${n + 1} and u.bucket < $${n + 2} and u.identity_id = any($${n + 3})
          group by 1, 2, 3`,
        [...scan.values, new Date(slice.from), new Date(slice.to), ids, new Date(from)],
      );
      for (const { identity_id: id, slot, code, count } of rows) {
        const of = calls.get(id);
        const bucket = of?.buckets[slot];
        if (!of || !bucket) continue;
        addTo(bucket.byCode, code, Number(count));
        of.total += Number(count);
      }
    }
    return read.query<{ identity_id: string; at: Date | null }>(
      `select k.identity_id, max(s.last_used_at) as at from credentials k
         join proofs s on s.workspace_id = k.workspace_id and s.credential_id = k.id
        where k.workspace_id = $1 and k.identity_id = any($2) group by 1`,
      [ctx.workspaceId, ids],
    );
  });
  for (const { identity_id: id, at } of used) {
    const of = calls.get(id);
    if (of) of.lastUsedAt = at?.toISOString() ?? null;
  }
  return calls;
}
