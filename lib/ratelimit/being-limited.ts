import { type Ctx, requireScope } from "../platform/context";
import { type HeavyRead, inParts, readHeavily } from "../platform/heavy-reads";
import { requireReadable, type Scan, slices } from "../usage/scan";

const MINUTE_MS = 60_000;
/** How far back each range reaches, and the sums (in minutes) that its calls are counted by. */
const RANGES = {
  "1h": { ms: 60 * MINUTE_MS, resolution: 1 },
  "24h": { ms: 1_440 * MINUTE_MS, resolution: 15 },
  "7d": { ms: 7 * 1_440 * MINUTE_MS, resolution: 15 },
} as const;
const MAX_ROWS = 100;
/** Seven days of a busy key are about a thousand sums. */
const KEYS_AT_ONCE = 5;
/** Another process's clock may be ahead. */
const AHEAD_MS = 86_400_000;
const RANGE = { field: "range", advice: "choose a shorter range" };

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

type Refused = { keyId: string; limit: string; refused: number; lastAt: number };
type Row = { key_id: string; name: string; refused: string; last_at: Date };

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
  const since = from - (from % (resolution * MINUTE_MS));
  const values: unknown[] = [ctx.workspaceId, filter.environment];
  const put = (value: unknown) => `$${values.push(value)}`;
  const parts = ["u.workspace_id = $1", "u.environment = $2"];
  if (ctx.apiIds && ctx.apiIds.length > 0) parts.push(`u.api_id = any(${put([...ctx.apiIds])})`);
  if (filter.apiId) parts.push(`u.api_id = ${put(filter.apiId)}`);
  const where = parts.join(" and ");
  const scan: Scan = {
    table: "usage_events",
    at: "u.at",
    calls: "1",
    index: "u.workspace_id = $1 and u.code = 'RATE_LIMITED'",
    indexValues: [ctx.workspaceId],
    where: `${where} and u.code = 'RATE_LIMITED'`,
    values,
    from: since,
    to: ctx.rt.now() + AHEAD_MS,
  };
  return readHeavily(ctx, RANGE, async (read) => {
    const refused = await refusals(read, scan);
    const shown = refused.slice(0, MAX_ROWS);
    const ids = [...new Set(shown.map(({ keyId }) => keyId))];
    const calls = new Map<string, number>();
    const n = values.length;
    for (const part of inParts(ids, KEYS_AT_ONCE)) {
      const rows = await read.query<{ id: string; calls: string }>(
        `select u.key_id as id, sum(u.count) as calls from usage_rollups u
          where ${where} and u.key_id = any($${n + 1}) and u.resolution = ${resolution} and u.bucket >= $${n + 2}
          group by 1`,
        [...values, part, new Date(since)],
      );
      for (const row of rows) calls.set(row.id, Number(row.calls));
    }
    const named = await read.query<{ id: string; name: string }>(
      "select id, name from credentials where workspace_id = $1 and id = any($2)",
      [ctx.workspaceId, ids],
    );
    const names = new Map(named.map(({ id, name }) => [id, name]));
    const items = shown.map(({ lastAt, ...row }) => ({
      ...row,
      keyName: names.get(row.keyId) ?? null,
      lastAt: new Date(lastAt).toISOString(),
      calls: calls.get(row.keyId) ?? 0,
    }));
    return { items, more: refused.length > MAX_ROWS };
  });
}

/** By key and limit, the most refused first. */
async function refusals(read: HeavyRead, scan: Scan): Promise<Refused[]> {
  await requireReadable(read, scan);
  const found = new Map<string, Refused>();
  const n = scan.values.length;
  for await (const slice of slices(read, scan)) {
    const rows = await read.query<Row>(
      `select u.key_id, coalesce(u.reason, '') as name, count(*) as refused, max(u.at) as last_at from usage_events u
        where ${scan.where} and u.at >= $${n + 1} and u.at < $${n + 2} group by 1, 2`,
      [...scan.values, new Date(slice.from), new Date(slice.to)],
    );
    for (const { key_id: keyId, name: limit, refused, last_at } of rows) {
      const id = `${keyId} ${limit}`;
      const before = found.get(id)?.refused ?? 0;
      found.set(id, { keyId, limit, refused: before + Number(refused), lastAt: last_at.getTime() });
    }
  }
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...found.values()].sort(
    (a, b) =>
      b.refused - a.refused || b.lastAt - a.lastAt || byName(a.keyId, b.keyId) || byName(a.limit, b.limit),
  );
}
