import { setTimeout as pause } from "node:timers/promises";
import { causesOf, described, isOutage, isReadOnly } from "../../platform/outage";
import { nothingSwept, type Swept } from "../metrics/counts";
import type { Runtime } from "../runtime";

type SweepDeps = Pick<Runtime, "pool" | "config" | "now" | "database" | "counts" | "log">;

const DAY_MS = 86_400_000;
/** Days of UTC are kept for good: a row a day for a key that is used. */
const MINUTES_DAYS = 30;
const QUARTERS_DAYS = 400;
/** Ended sessions stay this long in their user's list. */
const SESSIONS_DAYS = 30;
/** As lib/http/idempotency.ts keeps them. Each write forgets old ones of its workspace; these are of workspaces that rest. */
const ANSWERS_DAYS = 1;
/** Rows a statement deletes: some tens of milliseconds, and then others have their turn. */
const STEP_ROWS = 1_000;
const PAUSE_MS = 50;
/** One process sweeps at a time. Held for a statement only, so that it is right behind a pooler as well. */
export const SWEEP_LOCK = 7_402_186_511;

/** `old` is SQL over the table's own row: from the instant `$4` on, as far as the step before came, and before `$2`. */
type Kind = {
  name: "events" | "minutes" | "quarters";
  table: string;
  old: string;
  order: string;
  days: number;
};

/** Each is found through an index that begins with the workspace, so no table is read whole, however large. */
const kinds = (eventsDays: number): readonly Kind[] => [
  { name: "events", table: "usage_events", old: "at >= $4 and at < $2", order: "at", days: eventsDays },
  {
    name: "minutes",
    table: "usage_rollups",
    old: "resolution = 1 and bucket >= $4 and bucket < $2",
    order: "bucket",
    days: MINUTES_DAYS,
  },
  {
    name: "quarters",
    table: "usage_rollups",
    old: "resolution = 15 and bucket >= $4 and bucket < $2",
    order: "bucket",
    days: QUARTERS_DAYS,
  },
];

/**
 * Deletes what is kept no longer: usage events after `USAGE_EVENTS_DAYS`, their sums per minute after 30 days and per
 * quarter of an hour after 400, sessions 30 days after their end, and answers to writes after a day. In small steps; what
 * is broken off goes on the next time. Answers how many rows went. Throws if the database does not answer.
 */
export async function sweep(rt: SweepDeps, stop?: AbortSignal, stepRows = STEP_ROWS): Promise<Swept> {
  const swept = nothingSwept();
  for (const kind of kinds(rt.config.usageEventsDays))
    for (const workspaceId of await workspacesIn(rt, kind.table)) {
      if (stop?.aborted) return swept;
      const work = () => sweepWorkspace(rt, kind, workspaceId, { swept, stepRows, stop });
      if ((await attempt(rt, { kind: kind.name, workspaceId }, work)) === "elsewhere") return swept;
    }
  const before = (days: number) => new Date(rt.now() - days * DAY_MS);
  for (const [name, forget, old] of [
    ["sessions", forgetSessions, before(SESSIONS_DAYS)],
    ["answers", forgetAnswers, before(ANSWERS_DAYS)],
  ] as const)
    await attempt(rt, { kind: name }, async () => {
      for (let gone = stepRows; gone === stepRows && !stop?.aborted; ) {
        gone = await forget(rt, old, stepRows);
        swept[name] += gone;
        if (gone === stepRows) await pause(PAUSE_MS);
      }
      return "done";
    });
  return swept;
}

type Ended = "done" | "elsewhere";

/** What fails for one workspace is logged and counted, and the others have their turn; not if the database is away. */
async function attempt(
  rt: SweepDeps,
  what: { kind: string; workspaceId?: string },
  work: () => Promise<Ended>,
): Promise<Ended> {
  try {
    return await work();
  } catch (error) {
    rt.database.failed(error);
    if (rt.database.away || isOutage(error) || isReadOnly(error)) throw error;
    rt.counts.upkeepFailures++;
    rt.log.error({ ...what, err: described(causesOf(error)) }, "old rows could not be swept");
    return "done";
  }
}

async function sweepWorkspace(
  rt: SweepDeps,
  kind: Kind,
  workspaceId: string,
  { swept, stepRows, stop }: { swept: Swept; stepRows: number; stop: AbortSignal | undefined },
): Promise<Ended> {
  const before = new Date(rt.now() - kind.days * DAY_MS);
  let from = "-infinity";
  for (let gone = stepRows; gone === stepRows && !stop?.aborted; ) {
    const step = await deleteStep(rt, kind, workspaceId, { from, before }, stepRows);
    if (step === "elsewhere") return step;
    gone = step.gone;
    from = step.upTo ?? from;
    swept[kind.name] += gone;
    if (gone === stepRows) await pause(PAUSE_MS);
  }
  return "done";
}

async function forgetSessions({ pool }: Pick<Runtime, "pool">, before: Date, most: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from sessions where ctid = any(array(
       select ctid from sessions where least(expires_at, revoked_at) < $1 limit $2))`,
    [before, most],
  );
  return rowCount ?? 0;
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

/**
 * Answers to writes that nobody may ask for again. One that a write is at is left to it, and its age is looked at once
 * more when it goes: the write may just have made it new.
 */
async function forgetAnswers({ pool }: Pick<Runtime, "pool">, before: Date, most: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from idempotency_keys where created_at < $1 and ctid = any(array(
       select ctid from idempotency_keys where created_at < $1 limit $2 for update skip locked))`,
    [before, most],
  );
  return rowCount ?? 0;
}

/**
 * Deletes the oldest `most` rows; answers how many there were and up to when, or that another process is at it. Bounded on
 * both sides: with one bound, a database without statistics reads and sorts all that is old for each step; and what the
 * steps before deleted, which stays in the index until a vacuum, is not gone through again.
 */
async function deleteStep(
  { pool }: Pick<Runtime, "pool">,
  { table, old, order }: Kind,
  workspaceId: string,
  { from, before }: { from: string; before: Date },
  most: number,
): Promise<{ gone: number; upTo: string | null } | "elsewhere"> {
  const { rows } = await pool.query<{ alone: boolean; gone: number; up_to: string | null }>(
    `with elected as materialized (select pg_try_advisory_xact_lock(${SWEEP_LOCK}) as alone),
     gone as (
       delete from ${table} where ctid = any(array(
         select ctid from ${table}
          where workspace_id = $1 and ${old} and (select alone from elected) order by ${order} limit $3))
       returning ${order} as old
     ) select (select alone from elected), count(*)::int as gone, max(old)::text as up_to from gone`,
    [workspaceId, before, most, from],
  );
  const step = rows[0];
  return step?.alone ? { gone: step.gone, upTo: step.up_to } : "elsewhere";
}
