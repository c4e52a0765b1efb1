import { setTimeout as pause } from "node:timers/promises";
import type { Runtime } from "../runtime";

const DAY_MS = 86_400_000;
/** Days of UTC are kept for good: a row a day for a key that is used. */
const MINUTES_DAYS = 30;
const QUARTERS_DAYS = 400;
/** Ended sessions stay this long in their user's list. */
const SESSIONS_DAYS = 30;
/** Rows a statement deletes: some tens of milliseconds, and then others have their turn. */
const STEP_ROWS = 2_000;
const PAUSE_MS = 50;
/** One process sweeps at a time. Held for a statement only, so that it is right behind a pooler as well. */
const LOCK = 7_402_186_511;

type Swept = { events: number; minutes: number; quarters: number; sessions: number };
export type SweptKind = keyof Swept;

/** `old` is SQL over the table's own row, with the workspace as `$1` and the instant before which it goes as `$2`. */
type Kind = { name: Exclude<SweptKind, "sessions">; table: string; old: string; order: string; days: number };

/** Each is found through an index that begins with the workspace, so no table is read whole, however large. */
const kinds = (eventsDays: number): readonly Kind[] => [
  { name: "events", table: "usage_events", old: "at < $2", order: "at", days: eventsDays },
  {
    name: "minutes",
    table: "usage_rollups",
    old: "resolution = 1 and bucket < $2",
    order: "bucket",
    days: MINUTES_DAYS,
  },
  {
    name: "quarters",
    table: "usage_rollups",
    old: "resolution = 15 and bucket < $2",
    order: "bucket",
    days: QUARTERS_DAYS,
  },
];

/**
 * Deletes what is kept no longer: usage events after `USAGE_EVENTS_DAYS`, their sums per minute after 30 days and per
 * quarter of an hour after 400, and sessions 30 days after their end. In small steps; what is broken off goes on the
 * next time. Answers how many rows went. Throws if the database does not answer.
 */
export async function sweep(
  rt: Pick<Runtime, "pool" | "config" | "now">,
  stop?: AbortSignal,
  stepRows = STEP_ROWS,
): Promise<Swept> {
  const swept: Swept = { events: 0, minutes: 0, quarters: 0, sessions: 0 };
  for (const kind of kinds(rt.config.usageEventsDays)) {
    const before = new Date(rt.now() - kind.days * DAY_MS);
    for (const workspaceId of await workspacesIn(rt, kind.table)) {
      for (let gone = stepRows; gone === stepRows; ) {
        if (stop?.aborted) return swept;
        const step = await deleteStep(rt, kind, workspaceId, before, stepRows);
        if (step === "elsewhere") return swept;
        gone = step;
        swept[kind.name] += gone;
        if (gone === stepRows) await pause(PAUSE_MS);
      }
    }
  }
  const ended = await rt.pool.query("delete from sessions where least(expires_at, revoked_at) < $1", [
    new Date(rt.now() - SESSIONS_DAYS * DAY_MS),
  ]);
  swept.sessions = ended.rowCount ?? 0;
  return swept;
}

/** The workspaces that the table has rows of, also those that are gone themselves: from one to the next along the index. */
async function workspacesIn({ pool }: Pick<Runtime, "pool">, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with recursive found as (
       (select workspace_id as id from ${table} order by 1 limit 1)
       union all
       select (select workspace_id from ${table} t where t.workspace_id > found.id order by 1 limit 1)
         from found where found.id is not null
     ) select id from found where id is not null`,
  );
  return rows.map((row) => row.id);
}

/** Deletes the oldest `most` rows; answers how many there were, or that another process is at it. */
async function deleteStep(
  { pool }: Pick<Runtime, "pool">,
  { table, old, order }: Kind,
  workspaceId: string,
  before: Date,
  most: number,
): Promise<number | "elsewhere"> {
  const { rows } = await pool.query<{ alone: boolean; gone: number }>(
    `with elected as materialized (select pg_try_advisory_xact_lock(${LOCK}) as alone),
     gone as (
       delete from ${table} where ctid = any(array(
         select ctid from ${table}
          where workspace_id = $1 and ${old} and (select alone from elected) order by ${order} limit $3))
       returning 1
     ) select (select alone from elected), (select count(*)::int from gone) as gone`,
    [workspaceId, before, most],
  );
  const step = rows[0];
  return step?.alone ? step.gone : "elsewhere";
}
