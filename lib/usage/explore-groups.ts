import type { Ctx } from "../platform/context";
import type { HeavyRead } from "../platform/heavy-reads";
import type { VerificationCode } from "../verify/codes";
import type { ByCode, ExploreQuery, Look } from "./explore-query";
import { slices, slotsOf } from "./scan";

type Group = Exclude<ExploreQuery["groupBy"], "code">;

const SHOWN = 50;
const COURSE = 28;
export const GROUP_COLUMNS: Record<Group, string> = {
  keyId: "u.key_id",
  apiId: "u.api_id",
  identityId: "u.identity_id",
};
const NAMES: Record<Group, string> = {
  keyId: `select k.id, k.name, i.external_id as note from credentials k
             left join identities i on i.workspace_id = k.workspace_id and i.id = k.identity_id
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

/** A range by key, API or owner: the 50 with the most calls. */
export async function exploreGroups(
  ctx: Ctx,
  read: HeavyRead,
  { now, before, groupBy }: { now: Look; before: Look; groupBy: Group },
): Promise<GroupRow[]> {
  const largest = [...now.groups].sort((a, b) => total(b[1]) - total(a[1])).slice(0, SHOWN);
  const ids = largest.map(([id]) => id);
  const names = await namesOf(ctx, read, groupBy, ids);
  const series = await seriesOf(read, now, groupBy, ids);
  return largest.map(([id, byCode]) => {
    const bars = series.get(id) ?? [];
    return {
      id,
      name: names.get(id)?.name ?? null,
      note: names.get(id)?.note ?? null,
      now: byCode,
      before: before.groups.get(id) ?? {},
      busiest: busiestOf(bars, now.points),
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

type Name = { id: string; name: string; note: string | null };

async function namesOf(ctx: Ctx, read: HeavyRead, groupBy: Group, ids: string[]): Promise<Map<string, Name>> {
  const known = ids.filter((id) => id !== "");
  const rows = await read.query<Name>(NAMES[groupBy], [ctx.workspaceId, known]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** How many calls of a group lie in each bar, all and those that were allowed. */
type Bar = { all: number; valid: number };

async function seriesOf(
  read: HeavyRead,
  { scan, starts }: Look,
  groupBy: Group,
  ids: string[],
): Promise<Map<string, Bar[]>> {
  const series = new Map(ids.map((id) => [id, starts.map((): Bar => ({ all: 0, valid: 0 }))]));
  if (ids.length === 0) return series;
  const n = scan.values.length;
  const column = GROUP_COLUMNS[groupBy];
  for await (const slice of slices(read, scan)) {
    const { first, starts: own } = slotsOf(starts, slice);
    const rows = await read.query<{ slot: number; id: string; calls: string; valid: string | null }>(
      `select width_bucket(${scan.at}, $${n + 3}::timestamptz[]) as slot, ${column} as id, sum(${scan.calls}) as calls,
              sum(${scan.calls}) filter (where u.code = 'VALID') as valid
         from ${scan.table} u
        where ${scan.where} and ${scan.at} >= $${n + 1} and ${scan.at} < $${n + 2} and ${column} = any($${n + 4})
        group by 1, 2`,
      [...scan.values, new Date(slice.from), new Date(slice.to), own, ids],
    );
    for (const { slot, id, calls, valid } of rows) {
      const bar = series.get(id)?.[first + slot - 1];
      if (!bar) continue;
      bar.all += Number(calls);
      bar.valid += Number(valid ?? 0);
    }
  }
  return series;
}

function busiestOf(bars: readonly Bar[], points: Look["points"]): string | null {
  let most = 0;
  let at: string | null = null;
  for (const [index, bar] of bars.entries()) {
    if (bar.all <= most) continue;
    most = bar.all;
    at = points[index]?.start ?? null;
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
