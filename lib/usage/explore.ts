import type { z } from "zod";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { type HeavyRead, readHeavily } from "../platform/heavy-reads";
import { bucketStarts } from "../platform/time-zone";
import { VERIFICATION_CODES, type VerificationCode } from "../verify/codes";
import { exploreGroups, GROUP_COLUMNS, type GroupRow } from "./explore-groups";
import {
  addTo,
  type ByCode,
  type CodePoint,
  type ExploreQuery,
  exploreScan,
  exploreSchema,
  type Look,
} from "./explore-query";
import { RANGE } from "./query";
import { requireReadable, slices, slotsOf } from "./scan";

export type UsageExplored = {
  points: CodePoint[];
  /** The bars of the period before; it may have more or fewer, where a clock was changed. */
  previous: CodePoint[];
  now: ByCode;
  before: ByCode;
  keysInUse: { now: number; before: number };
  /** By key, API or owner, the largest first; null where the table is by outcome. */
  rows: GroupRow[] | null;
};

/**
 * A range of usage as a page looks at it: by outcome over time, against the period before, and by key, API or owner.
 * Errors: invalid_request, also for what is too large to read, workspace_share_exceeded.
 */
export async function exploreUsage(ctx: Ctx, input: z.input<typeof exploreSchema>): Promise<UsageExplored> {
  requireScope(ctx, "usage:read");
  const query = parseInput(exploreSchema, input);
  const { groupBy } = query;
  return readHeavily(ctx, RANGE, async (read) => {
    const now = await look(ctx, read, query, query);
    const before = await look(ctx, read, query, query.before);
    return {
      points: now.points,
      previous: before.points,
      now: sumOf(now.points),
      before: sumOf(before.points),
      keysInUse: { now: now.keys, before: before.keys },
      rows: groupBy === "code" ? null : await exploreGroups(ctx, read, { now, before, groupBy }),
    };
  });
}

/** Each row is of one kind: of a bar, of a group or of a key. The columns of the other kinds are null. */
type Row = {
  slot: number | null;
  code: VerificationCode | null;
  group: string | null;
  key: string | null;
  count: string;
};

/** One pass over a range: by bar, by group and by key. What begins before `from` inside a bar is counted as it is drawn. */
async function look(
  ctx: Ctx,
  read: HeavyRead,
  query: ExploreQuery,
  { from, to }: { from: Date; to: Date },
): Promise<Look> {
  const { interval, timeZone, groupBy } = query;
  const starts = bucketStarts(timeZone, interval, from.getTime(), to.getTime());
  const scan = exploreScan(ctx, query, { from: starts[0] ?? from.getTime(), to: to.getTime() });
  await requireReadable(read, scan);
  const points = starts.map((start): CodePoint => ({ start: new Date(start).toISOString(), byCode: {} }));
  const groups = new Map<string, ByCode>();
  const keys = new Set<string>();
  const n = scan.values.length;
  const byGroup = groupBy !== "code";
  const byKey = groupBy !== "keyId";
  const sets = ["(slot, code)", ...(byGroup ? ["(grp, code)"] : []), ...(byKey ? ["(key_id)"] : [])];
  for await (const slice of slices(read, scan)) {
    const { first, starts: own } = slotsOf(starts, slice);
    const rows = await read.query<Row>(
      `select slot, code, ${byGroup ? "grp" : "null::text"} as "group", ${byKey ? "key_id" : "null::text"} as key,
              sum(calls) as count
         from (select width_bucket(${scan.at}, $${n + 3}::timestamptz[]) as slot, u.code, u.key_id,
                      ${byGroup ? GROUP_COLUMNS[groupBy] : "''"} as grp, ${scan.calls} as calls
                 from ${scan.table} u
                where ${scan.where} and ${scan.at} >= $${n + 1} and ${scan.at} < $${n + 2}) u
        group by grouping sets (${sets.join(", ")})`,
      [...scan.values, new Date(slice.from), new Date(slice.to), own],
    );
    for (const { slot, code, group, key, count } of rows) {
      if (slot !== null && code) {
        const point = points[first + slot - 1];
        if (point) addTo(point.byCode, code, Number(count));
      } else if (group !== null && code) {
        const byCode = groups.get(group) ?? {};
        addTo(byCode, code, Number(count));
        groups.set(group, byCode);
      } else if (key) keys.add(key);
    }
  }
  const used = byKey ? keys.size : groups.size - (groups.has("") ? 1 : 0);
  return { scan, starts, points, groups, keys: used };
}

function sumOf(points: readonly CodePoint[]): ByCode {
  const sum: ByCode = {};
  for (const { byCode } of points)
    for (const code of VERIFICATION_CODES) {
      const more = byCode[code];
      if (more) addTo(sum, code, more);
    }
  return sum;
}
