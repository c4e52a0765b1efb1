import type { z } from "zod";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { type HeavyRead, readHeavily } from "../platform/heavy-reads";
import { BUCKET_MS, bucketStarts } from "../platform/time-zone";
import type { VerificationCode } from "../verify/codes";
import { requireReadable, type Scan, slices, slotsOf, usageScan } from "./scan";
import { type UsageAnswer, type UsageQuery, usageQuerySchema } from "./schemas";

const MAX_BUCKETS = 3_000;
/** The groups with the most calls; all others together are the group `other`. */
const MAX_GROUPS = 100;
/** In one answer: the more buckets, the fewer groups of their own. */
const MAX_POINTS = 50_000;
/** Counted before the largest are known. */
const MAX_DISTINCT = 100_000;
const OTHER = "other";

/** What is refused for its size is refused by its range: every other part of the question has a bound of its own. */
export const RANGE = { field: "from", advice: "choose a shorter range, or filter by keyId" };

const GROUP_COLUMNS = {
  code: "u.code",
  keyId: "u.key_id",
  secretId: "u.secret_id",
  apiId: "u.api_id",
  identityId: "u.identity_id",
  environment: "u.environment",
  tag: "tag.name",
} as const;
/** Groups that are a closed set: all of them are answered. */
const CLOSED = new Set<UsageQuery["groupBy"]>([undefined, "code", "environment"]);

type Sum = { count: number; cost: number };
type Row = { slot: number; code: VerificationCode; group: string | null; count: string; cost: string };

/**
 * Verifications over time: sums per bucket, in the caller's time zone, optionally by group. `tag` reads events, which
 * are kept for `USAGE_EVENTS_DAYS`; all else reads rollups. Errors: invalid_request, also for what is too large to read,
 * workspace_share_exceeded.
 */
export async function queryUsage(ctx: Ctx, input: z.input<typeof usageQuerySchema>): Promise<UsageAnswer> {
  requireScope(ctx, "usage:read");
  const query = parseInput(usageQuerySchema, input);
  const starts = startsOf(query);
  return readHeavily(ctx, RANGE, async (read) => {
    const events = query.tag !== undefined || query.groupBy === "tag";
    const range = { from: starts[0] ?? query.from.getTime(), to: query.to.getTime() };
    const scan = usageScan(ctx, query, range, { events });
    await requireReadable(read, scan);
    const { interval, groupBy } = query;
    if (CLOSED.has(groupBy)) {
      const rows = await rowsOf(read, scan, starts, {
        group: groupBy ? GROUP_COLUMNS[groupBy] : "null::text",
      });
      return { interval, points: pointsOf(starts, rows, groupBy && largestOf(rows)), totals: totalsOf(rows) };
    }
    const column = GROUP_COLUMNS[groupBy ?? "code"];
    const { totals, largest } = await rank(read, scan, column, groupBy === "tag");
    const most = Math.min(MAX_GROUPS, Math.max(1, Math.floor(MAX_POINTS / starts.length) - 1));
    const kept = largest.slice(0, most);
    const rows = await rowsOf(read, scan, starts, keptGroups(scan, column, kept, groupBy === "tag"));
    return {
      interval,
      points: pointsOf(starts, rows, largest.length > most ? [...kept, OTHER] : kept),
      totals,
    };
  });
}

/** The beginnings of all buckets. Error: invalid_request if there are too many. */
function startsOf({ from, to, interval, timeZone }: UsageQuery): number[] {
  const wanted = (to.getTime() - from.getTime()) / BUCKET_MS[interval];
  if (wanted > MAX_BUCKETS) {
    const hours = (MAX_BUCKETS * BUCKET_MS[interval]) / BUCKET_MS.hour;
    const message = `${interval} takes a range of at most ${hours.toLocaleString("en")} hours (${MAX_BUCKETS} buckets); choose a longer interval or a shorter range`;
    throw new Problem("invalid_request", `interval: ${message}`, [{ field: "interval", message }]);
  }
  return bucketStarts(timeZone, interval, from.getTime(), to.getTime());
}

type Grouping = { group: string; join?: string; values?: unknown[] };

/** The groups that are kept by their name, the rest as one. */
function keptGroups({ values }: Scan, column: string, kept: readonly string[], byTag: boolean): Grouping {
  const join = `${byTag ? "cross join lateral unnest(u.tags) as tag(name)" : ""}
    left join unnest($${values.length + 1}::text[]) as kept(name) on kept.name = ${column}`;
  return { group: `coalesce(kept.name, '${OTHER}')`, join, values: [[...kept]] };
}

/** The sums per bucket, outcome and group. */
async function rowsOf(
  read: HeavyRead,
  scan: Scan,
  starts: readonly number[],
  { group, join = "", values = [] }: Grouping,
): Promise<(Sum & { slot: number; code: VerificationCode; group: string | null })[]> {
  const given = [...scan.values, ...values];
  const n = given.length;
  const all = [];
  for await (const slice of slices(read, scan)) {
    const { first, starts: own } = slotsOf(starts, slice);
    const rows = await read.query<Row>(
      `select width_bucket(${scan.at}, $${n + 3}::timestamptz[]) as slot, u.code, ${group} as group,
              sum(${scan.calls}) as count, sum(u.cost) as cost
         from ${scan.table} u ${join}
        where ${scan.where} and ${scan.at} >= $${n + 1} and ${scan.at} < $${n + 2}
        group by 1, 2, 3 order by 1`,
      [...given, new Date(slice.from), new Date(slice.to), own],
    );
    for (const row of rows)
      all.push({
        slot: first + row.slot - 1,
        code: row.code,
        group: row.group,
        count: Number(row.count),
        cost: Number(row.cost),
      });
  }
  return all;
}

/** All groups, the largest first, and the totals. A call with several tags is in several groups, and once in the totals. */
async function rank(
  read: HeavyRead,
  scan: Scan,
  column: string,
  byTag: boolean,
): Promise<{ totals: UsageAnswer["totals"]; largest: string[] }> {
  const n = scan.values.length;
  // With the call itself as one row without a tag.
  const join = byTag
    ? "cross join lateral (select null::text as name union all select unnest(u.tags)) as tag"
    : "";
  const calls: (Sum & { code: VerificationCode })[] = [];
  const ofGroup = new Map<string, number>();
  for await (const slice of slices(read, scan)) {
    const rows = await read.query<Omit<Row, "slot">>(
      `select u.code, ${column} as group, sum(${scan.calls}) as count, sum(u.cost) as cost
         from ${scan.table} u ${join}
        where ${scan.where} and ${scan.at} >= $${n + 1} and ${scan.at} < $${n + 2} group by 1, 2`,
      [...scan.values, new Date(slice.from), new Date(slice.to)],
    );
    for (const { code, group, count, cost } of rows) {
      if (!byTag || group === null) calls.push({ code, count: Number(count), cost: Number(cost) });
      if (group !== null) ofGroup.set(group, (ofGroup.get(group) ?? 0) + Number(count));
    }
    if (ofGroup.size > MAX_DISTINCT)
      read.refuse(`has more than ${MAX_DISTINCT.toLocaleString("en")} values in this range`, {
        field: "groupBy",
        advice: "choose a shorter range, or another group",
      });
  }
  return { totals: totalsOf(calls), largest: [...ofGroup].sort((a, b) => b[1] - a[1]).map(([name]) => name) };
}

function totalsOf(rows: readonly (Sum & { code: VerificationCode })[]): UsageAnswer["totals"] {
  const totals: UsageAnswer["totals"] = { count: 0, cost: 0, byCode: {} };
  for (const { code, count, cost } of rows) {
    totals.count += count;
    totals.cost += cost;
    totals.byCode[code] = (totals.byCode[code] ?? 0) + count;
  }
  return totals;
}

/** The groups that occur, the largest first. */
function largestOf(rows: readonly { group: string | null; count: number }[]): string[] {
  const ofGroup = new Map<string, number>();
  for (const { group, count } of rows)
    if (group !== null) ofGroup.set(group, (ofGroup.get(group) ?? 0) + count);
  return [...ofGroup].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** Without groups there is always one series, of zeros if need be; with groups, one for each that occurs. */
function pointsOf(
  starts: readonly number[],
  rows: readonly (Sum & { slot: number; group: string | null })[],
  groups: readonly string[] | undefined,
): UsageAnswer["points"] {
  const cells = new Map<string, Sum>();
  for (const { slot, group, count, cost } of rows) {
    const id = `${slot}|${group ?? ""}`;
    const cell = cells.get(id) ?? { count: 0, cost: 0 };
    cells.set(id, { count: cell.count + count, cost: cell.cost + cost });
  }
  return starts.flatMap((at, slot) => {
    const start = new Date(at).toISOString();
    return (groups ?? [null]).map((group) => ({
      start,
      group,
      ...(cells.get(`${slot}|${group ?? ""}`) ?? { count: 0, cost: 0 }),
    }));
  });
}
