import { type Ctx, requireScope } from "../platform/context";
import { inParts, readHeavily } from "../platform/heavy-reads";
import type { VerificationCode } from "../verify/codes";
import type { CodePoint } from "./explore-query";

const HOUR_MS = 3_600_000;
const BUCKET_MS = 6 * HOUR_MS;
const BUCKETS = 28;
/** Seven days of a busy key are about a thousand sums. */
const AT_ONCE = 5;
const KEYS = { field: "keyId", advice: "ask for fewer keys" };

/** Seven days of a key in 28 buckets of six hours, oldest first. */
export type KeyCalls = { total: number; buckets: CodePoint[] };

type Row = { key_id: string; slot: number; code: VerificationCode; count: string };

/** The last seven days of many keys, by key id, a few keys at a time. Keys without a call have empty buckets. */
export async function callsOfKeys(ctx: Ctx, keyIds: readonly string[]): Promise<Map<string, KeyCalls>> {
  requireScope(ctx, "usage:read");
  const end = Math.floor(ctx.rt.now() / BUCKET_MS) * BUCKET_MS + BUCKET_MS;
  const from = end - BUCKETS * BUCKET_MS;
  const starts = Array.from({ length: BUCKETS }, (_, i) => new Date(from + i * BUCKET_MS).toISOString());
  const calls = new Map<string, KeyCalls>();
  for (const keyId of keyIds)
    calls.set(keyId, { total: 0, buckets: starts.map((start) => ({ start, byCode: {} })) });
  if (keyIds.length === 0) return calls;
  await readHeavily(ctx, KEYS, async (read) => {
    for (const part of inParts(keyIds, AT_ONCE)) {
      const rows = await read.query<Row>(
        `select key_id, floor(extract(epoch from bucket - $3) / ${BUCKET_MS / 1_000})::int as slot, code,
                sum(count) as count
           from usage_rollups
          where workspace_id = $1 and key_id = any($2) and resolution = 15 and bucket >= $3
          group by 1, 2, 3`,
        [ctx.workspaceId, part, new Date(from)],
      );
      for (const row of rows) {
        const of = calls.get(row.key_id);
        const bucket = of?.buckets[row.slot];
        if (!of || !bucket) continue;
        bucket.byCode[row.code] = Number(row.count);
        of.total += Number(row.count);
      }
    }
  });
  return calls;
}

/** How many calls used these keys (any outcome) in the last 60 minutes: what a disable or revoke would touch. */
export async function callsInLastHour(ctx: Ctx, ...keyIds: readonly string[]): Promise<number> {
  requireScope(ctx, "usage:read");
  const since = new Date(ctx.rt.now() - HOUR_MS);
  return readHeavily(ctx, KEYS, async (read) => {
    let sum = 0;
    for (const part of inParts(keyIds, AT_ONCE)) {
      const [row] = await read.query<{ count: string }>(
        `select coalesce(sum(count), 0) as count from usage_rollups
          where workspace_id = $1 and key_id = any($2) and resolution = 1 and bucket > $3`,
        [ctx.workspaceId, part, since],
      );
      sum += Number(row?.count ?? 0);
    }
    return sum;
  });
}
