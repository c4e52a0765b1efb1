import type { Ctx } from "../platform/context";
import type { HeavyRead } from "../platform/heavy-reads";
import type { UsageQuery } from "./schemas";

/** A part of `usage_events` or `usage_rollups`, as `u`: what is found along an index, and what is left of that. */
export type Scan = {
  table: "usage_events" | "usage_rollups";
  /** The time column. */
  at: "u.at" | "u.bucket";
  /** How many calls a row stands for. */
  calls: "1" | "u.count";
  /** What the index begins with, before the time. */
  index: string;
  indexValues: unknown[];
  /** The index and all filters. Begins with the values of the index. */
  where: string;
  values: unknown[];
  from: number;
  to: number;
};

type Range = { from: number; to: number };
type Filters = Pick<
  UsageQuery,
  "interval" | "timeZone" | "keyId" | "apiId" | "code" | "environment" | "tag" | "externalId"
>;

/** Which sums hold this interval: minutes their own; days of UTC theirs; all else is made of quarters of an hour. */
function resolutionOf({ interval, timeZone }: Filters): number {
  if (interval === "minute") return 1;
  return interval === "day" && timeZone === "UTC" ? 1_440 : 15;
}

/**
 * What a query reads: single events where it asks about tags, else sums. Every filter is a parameter, and the workspace is
 * always the first. `unknown`: calls with values that belong to no key count as live ones.
 */
export function usageScan(
  ctx: Ctx,
  query: Filters,
  { from, to }: Range,
  options: { events: boolean; unknown?: boolean },
): Scan {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const index = [`u.workspace_id = ${put(ctx.workspaceId)}`];
  if (query.keyId) index.push(`u.key_id = ${put(query.keyId)}`);
  if (!options.events) index.push(`u.resolution = ${resolutionOf(query)}`);
  const indexValues = [...values];
  const rest = [];
  if (ctx.apiIds && ctx.apiIds.length > 0) rest.push(`u.api_id = any(${put([...ctx.apiIds])})`);
  if (query.apiId) rest.push(`u.api_id = ${put(query.apiId)}`);
  if (query.code) rest.push(`u.code = ${put(query.code)}`);
  if (options.unknown) rest.push("(u.environment = 'live' or u.environment = '' and u.code = 'NOT_FOUND')");
  else if (query.environment) rest.push(`u.environment = ${put(query.environment)}`);
  if (query.tag) rest.push(`u.tags @> array[${put(query.tag)}::text]`);
  if (query.externalId)
    rest.push(
      `u.identity_id = (select i.id from identities i where i.workspace_id = $1 and i.external_id = ${put(query.externalId)})`,
    );
  return {
    ...(options.events
      ? { table: "usage_events", at: "u.at", calls: "1" }
      : { table: "usage_rollups", at: "u.bucket", calls: "u.count" }),
    index: index.join(" and "),
    indexValues,
    where: [...index, ...rest].join(" and "),
    values,
    from,
    to,
  };
}

type Order = "asc" | "desc";

/** The time of the row after so many others, along the index; null: there are not so many. */
async function edgeAfter(
  read: HeavyRead,
  { table, at, index, indexValues }: Scan,
  { from, to }: Range,
  rows: number,
  order: Order = "asc",
): Promise<number | null> {
  const n = indexValues.length;
  const [found] = await read.query<{ edge: Date }>(
    `select ${at} as edge from ${table} u
      where ${index} and ${at} >= $${n + 1} and ${at} < $${n + 2} order by ${at} ${order} offset ${rows} limit 1`,
    [...indexValues, new Date(from), new Date(to)],
  );
  return found ? found.edge.getTime() : null;
}

/** Refuses a scan that would read too many rows, before any is read. Error: invalid_request. */
export async function requireReadable(read: HeavyRead, scan: Scan): Promise<void> {
  let { from } = scan;
  // Along an index so many are stepped over in less time than they are read in.
  const stride = Math.min(read.maxRows, read.limits.pace.mostRows);
  for (let rows = 0; rows < read.maxRows; rows += stride) {
    const edge = await edgeAfter(read, scan, { from, to: scan.to }, stride);
    if (edge === null) return;
    // However many share an instant.
    from = Math.max(edge, from + 1);
  }
  read.refuseRows();
}

/**
 * Cuts a scan into parts that are read within a few milliseconds each, at least one point in time, however its rows lie.
 * Each part is read before the next is asked for, and its time decides how large that is. `desc`: the latest first.
 */
export async function* slices(read: HeavyRead, scan: Scan, order: Order = "asc"): AsyncGenerator<Range> {
  let { from, to } = scan;
  while (from < to) {
    const edge = await edgeAfter(read, scan, { from, to }, read.rows, order);
    let slice = { from, to };
    if (edge !== null && order === "asc") slice = { from, to: Math.max(edge, from + 1) };
    if (edge !== null && order === "desc") slice = { from: edge, to };
    if (order === "asc") from = slice.to;
    else to = slice.from;
    yield slice;
    read.adapt();
  }
}

/** SQL for the place of a row's time among `starts` (from 1 on), and those of `starts` that a slice needs. */
export function slotsOf(starts: readonly number[], slice: Range): { first: number; starts: string[] } {
  const first = Math.max(
    0,
    starts.findLastIndex((start) => start <= slice.from),
  );
  const after = starts.findIndex((start) => start >= slice.to);
  const own = starts.slice(first, after < 0 ? undefined : after);
  return { first, starts: own.map((start) => new Date(start).toISOString()) };
}
