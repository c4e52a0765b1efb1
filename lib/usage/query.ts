import type { z } from "zod";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { Problem } from "../errors/problem";
import type { VerificationCode } from "../verify/codes";
import { type UsageAnswer, type UsageQuery, usageQuerySchema } from "./schemas";

const MAX_BUCKETS = 3_000;
/** The groups with the most calls; all others together are the group `other`. */
const MAX_GROUPS = 100;
const INTERVAL_MS = { minute: 60_000, "15m": 900_000, hour: 3_600_000, day: 86_400_000 } as const;

const GROUP_COLUMNS = {
  code: "u.code",
  keyId: "u.key_id",
  secretId: "u.secret_id",
  apiId: "u.api_id",
  identityId: "u.identity_id",
  environment: "u.environment",
  tag: "tag.name",
} as const;

/** Which sums hold this interval: minutes their own; days of UTC theirs; all else is made of quarters of an hour. */
function resolutionOf({ interval, timeZone }: UsageQuery): number {
  if (interval === "minute") return 1;
  return interval === "day" && timeZone === "UTC" ? 1_440 : 15;
}

/** SQL that gives the beginning of the bucket of an instant; `$2` is the time zone. */
export function bucketOf(interval: UsageQuery["interval"], instant: string): string {
  if (interval === "minute") return `date_trunc('minute', ${instant})`;
  if (interval === "15m") return `date_bin('15 minutes', ${instant}, timestamptz '2000-01-01 00:00:00+00')`;
  return `date_trunc('${interval}', ${instant}, $2)`;
}

type Filter = { where: string; values: unknown[] };

/** The caller's filters as SQL over `u`; every one is a parameter, and the workspace is always the first. */
export function usageFilter(
  ctx: Ctx,
  query: Omit<UsageQuery, "from" | "to" | "interval">,
  before: unknown[],
): Filter {
  const values = [...before];
  const put = (value: unknown) => `$${values.push(value)}`;
  const parts = [`u.workspace_id = ${put(ctx.workspaceId)}`];
  if (ctx.apiIds && ctx.apiIds.length > 0) parts.push(`u.api_id = any(${put([...ctx.apiIds])})`);
  if (query.keyId) parts.push(`u.key_id = ${put(query.keyId)}`);
  if (query.apiId) parts.push(`u.api_id = ${put(query.apiId)}`);
  if (query.code) parts.push(`u.code = ${put(query.code)}`);
  if (query.environment) parts.push(`u.environment = ${put(query.environment)}`);
  if (query.tag) parts.push(`u.tags @> array[${put(query.tag)}::text]`);
  if (query.externalId)
    parts.push(
      `u.identity_id = (select i.id from identities i where i.workspace_id = ${put(ctx.workspaceId)} and i.external_id = ${put(query.externalId)})`,
    );
  return { where: parts.join(" and "), values };
}

type Row = { start: Date; code: VerificationCode; group: string | null; count: string; cost: string };

/**
 * Verifications over time: sums per bucket, in the caller's time zone, optionally by group. `tag` reads events, which
 * are kept for `USAGE_EVENTS_DAYS`; all else reads rollups. Error: invalid_request.
 */
export async function queryUsage(ctx: Ctx, input: z.input<typeof usageQuerySchema>): Promise<UsageAnswer> {
  requireScope(ctx, "usage:read");
  const query = parseInput(usageQuerySchema, input);
  const wanted = (query.to.getTime() - query.from.getTime()) / INTERVAL_MS[query.interval];
  if (wanted > MAX_BUCKETS) {
    const message = `would give ${Math.ceil(wanted)} buckets, and at most ${MAX_BUCKETS} are given; choose a longer interval or a shorter range`;
    throw new Problem("invalid_request", `interval: ${message}`, [{ field: "interval", message }]);
  }
  const starts = await bucketStarts(ctx, query);
  const rows = await sums(ctx, query);
  return { interval: query.interval, ...arranged(query, starts, rows) };
}

/** The beginnings of all buckets. Stepping by quarters of an hour finds them also where the clock changes. */
export async function bucketStarts(
  ctx: Ctx,
  query: Pick<UsageQuery, "from" | "to" | "interval" | "timeZone">,
): Promise<string[]> {
  const step = query.interval === "minute" ? "1 minute" : "15 minutes";
  const { rows } = await ctx.rt.pool.query<{ start: Date }>(
    `select distinct ${bucketOf(query.interval, "g")} as start
       from generate_series($1::timestamptz, $3::timestamptz - interval '1 millisecond', interval '${step}') g
      where $2::text is not null order by 1`,
    [query.from, query.timeZone, query.to],
  );
  return rows.map((row) => row.start.toISOString());
}

async function sums(ctx: Ctx, query: UsageQuery): Promise<Row[]> {
  const fromEvents = query.tag !== undefined || query.groupBy === "tag";
  const { where, values } = usageFilter(ctx, query, [query.from, query.timeZone, query.to]);
  const group = query.groupBy ? GROUP_COLUMNS[query.groupBy] : "null::text";
  const at = fromEvents ? "u.at" : "u.bucket";
  const table = fromEvents
    ? `usage_events u ${query.groupBy === "tag" ? "cross join lateral unnest(u.tags) as tag(name)" : ""}`
    : "usage_rollups u";
  const { rows } = await ctx.rt.pool.query<Row>(
    `select ${bucketOf(query.interval, at)} as start, u.code, ${group} as group,
            ${fromEvents ? "count(*)" : "sum(u.count)"} as count, sum(u.cost) as cost
       from ${table}
      where ${where} ${fromEvents ? "" : `and u.resolution = ${resolutionOf(query)}`}
        and ${at} >= ${bucketOf(query.interval, "$1::timestamptz")} and ${at} < $3 and $2::text is not null
      group by 1, 2, 3`,
    values,
  );
  return rows;
}

type Sum = { count: number; cost: number };

function arranged(query: UsageQuery, starts: string[], rows: Row[]): Omit<UsageAnswer, "interval"> {
  const totals: UsageAnswer["totals"] = { count: 0, cost: 0, byCode: {} };
  const ofGroup = new Map<string | null, number>();
  for (const row of rows) {
    const count = Number(row.count);
    totals.count += count;
    totals.cost += Number(row.cost);
    totals.byCode[row.code] = (totals.byCode[row.code] ?? 0) + count;
    ofGroup.set(row.group, (ofGroup.get(row.group) ?? 0) + count);
  }
  const largest = [...ofGroup].sort((a, b) => b[1] - a[1]).map(([group]) => group);
  const kept = new Set(largest.slice(0, MAX_GROUPS));
  const cells = new Map<string, Sum>();
  const cellId = (start: string, group: string | null) => `${start}|${group ?? ""}`;
  for (const row of rows) {
    const id = cellId(row.start.toISOString(), kept.has(row.group) ? row.group : "other");
    const cell = cells.get(id) ?? { count: 0, cost: 0 };
    cells.set(id, { count: cell.count + Number(row.count), cost: cell.cost + Number(row.cost) });
  }
  // Without groups there is always one series, of zeros if need be; with groups, one for each that occurs.
  const groups = query.groupBy ? [...kept, ...(largest.length > MAX_GROUPS ? ["other"] : [])] : [null];
  const points = starts.flatMap((start) =>
    groups.map((group) => ({ start, group, ...(cells.get(cellId(start, group)) ?? { count: 0, cost: 0 }) })),
  );
  return { points, totals };
}
