import type { Ctx } from "../context";
import type { VerificationCode } from "../verify/codes";
import { type ByCode, type ExploreQuery, exploreCells, exploreFilter, usageTable } from "./explore-query";

type Group = Exclude<ExploreQuery["groupBy"], "code">;

const SHOWN = 50;
const COURSE = 28;
const COLUMNS: Record<Group, string> = { keyId: "u.key_id", apiId: "u.api_id", identityId: "u.identity_id" };
const NAMES: Record<Group, string> = {
  keyId: `select k.id, k.name, i.external_id as note from keys k left join identities i on i.id = k.identity_id
           where k.workspace_id = $1 and k.id = any($2)`,
  apiId: "select id, name, null as note from apis where workspace_id = $1 and id = any($2)",
  identityId:
    "select id, external_id as name, null as note from identities where workspace_id = $1 and id = any($2)",
};

export type GroupRow = {
  /** Empty for what belongs to none: keys without an owner, unknown values. */
  id: string;
  /** Null where there is none, or where it is gone. */
  name: string | null;
  /** Of a key: its owner. */
  note: string | null;
  now: ByCode;
  before: ByCode;
  /** The beginning of its busiest bar. */
  busiest: string | null;
  /** The range in at most 28 parts. */
  course: ByCode[];
};

/** A range by key, API or owner: the 50 with the most calls. `starts` are its bars. */
export async function exploreGroups(
  ctx: Ctx,
  range: ExploreQuery,
  past: ExploreQuery,
  groupBy: Group,
  starts: readonly string[],
): Promise<GroupRow[]> {
  const now = await sums(ctx, range, groupBy);
  const before = await sums(ctx, past, groupBy);
  const largest = [...now].sort((a, b) => total(b[1]) - total(a[1])).slice(0, SHOWN);
  const ids = largest.map(([id]) => id);
  const names = await namesOf(ctx, groupBy, ids);
  const series = await seriesOf(ctx, range, groupBy, ids, starts);
  return largest.map(([id, byCode]) => {
    const bars = series.get(id) ?? [];
    return {
      id,
      name: names.get(id)?.name ?? null,
      note: names.get(id)?.note ?? null,
      now: byCode,
      before: before.get(id) ?? {},
      busiest: busiestOf(bars, starts),
      course: courseOf(bars, worstOf(byCode)),
    };
  });
}

const total = (byCode: ByCode) => Object.values(byCode).reduce((sum, count) => sum + (count ?? 0), 0);

/** The denial that occurs most; its colour stands for the others in a sparkline. */
function worstOf(byCode: ByCode): VerificationCode {
  const denied = (Object.entries(byCode) as [VerificationCode, number][]).filter(
    ([code]) => code !== "VALID",
  );
  return denied.sort((a, b) => b[1] - a[1])[0]?.[0] ?? "NOT_FOUND";
}

async function sums(ctx: Ctx, query: ExploreQuery, groupBy: Group): Promise<Map<string, ByCode>> {
  const { table, at, count, only } = usageTable(query);
  const { where, values } = exploreFilter(ctx, query, [query.from, query.to]);
  const { rows } = await ctx.rt.pool.query<{ id: string; code: VerificationCode; count: string }>(
    `select ${COLUMNS[groupBy]} as id, u.code, ${count} as count from ${table}
      where ${where} and ${only} and ${at} >= $1 and ${at} < $2 group by 1, 2`,
    values,
  );
  const groups = new Map<string, ByCode>();
  for (const row of rows) groups.set(row.id, { ...groups.get(row.id), [row.code]: Number(row.count) });
  return groups;
}

async function namesOf(
  ctx: Ctx,
  groupBy: Group,
  ids: string[],
): Promise<Map<string, { name: string; note: string | null }>> {
  const { rows } = await ctx.rt.pool.query<{ id: string; name: string; note: string | null }>(
    NAMES[groupBy],
    [ctx.workspaceId, ids.filter((id) => id !== "")],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** How many calls of a group lie in each bar, all and those that were allowed. */
type Bar = { all: number; valid: number };

async function seriesOf(
  ctx: Ctx,
  query: ExploreQuery,
  groupBy: Group,
  ids: string[],
  starts: readonly string[],
): Promise<Map<string, Bar[]>> {
  const place = new Map(starts.map((start, index) => [start, index]));
  const series = new Map(ids.map((id) => [id, starts.map((): Bar => ({ all: 0, valid: 0 }))]));
  const cells = await exploreCells(ctx, query, { column: COLUMNS[groupBy], values: ids });
  for (const { start, group, code, count } of cells) {
    const bar = series.get(group)?.[place.get(start) ?? -1];
    if (!bar) continue;
    bar.all += count;
    if (code === "VALID") bar.valid += count;
  }
  return series;
}

function busiestOf(bars: readonly Bar[], starts: readonly string[]): string | null {
  let most = 0;
  let at: string | null = null;
  for (const [index, bar] of bars.entries()) {
    if (bar.all <= most) continue;
    most = bar.all;
    at = starts[index] ?? null;
  }
  return at;
}

function courseOf(bars: readonly Bar[], worst: VerificationCode): ByCode[] {
  const parts = Math.min(COURSE, bars.length);
  const course: ByCode[] = Array.from({ length: parts }, () => ({}));
  for (const [index, bar] of bars.entries()) {
    const part = course[Math.floor((index * parts) / bars.length)];
    if (!part) continue;
    part.VALID = (part.VALID ?? 0) + bar.valid;
    part[worst] = (part[worst] ?? 0) + bar.all - bar.valid;
  }
  return course;
}
