import { reminders } from "@/db/schema";
import { audit } from "../audit/audit";
import { auditTarget } from "../credentials/kinds";
import { requireScope } from "../platform/context";
import { transact } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";
import { policyContext } from "./policy-context";
import type { Places, PolicyItem, PolicyRun } from "./run";

const DAY_MS = 86_400_000;
const PAGE_POLICIES = 100;
/** Some milliseconds of the database's time. */
const PAGE_KEYS = 500;
/** Of one policy in one run; more wait for the next, so that other policies have their turn. */
const MOST_KEYS = 10_000;
const MOST_REMINDERS = 200;

type Policy = {
  id: string;
  workspace_id: string;
  api_id: string;
  rotate_every_days: number;
  remind_days: number[];
};
/** A key of the policy's API; the rest is null unless somebody is to be reminded of it. */
type Row = PolicyItem & {
  environment: string;
  name: string;
  proof_id: string | null;
  due_at: Date | null;
  /** The days before it that have come, and of which nobody was reminded. */
  days: number[] | null;
};
type Due = Row & { proof_id: string; due_at: Date; days: number[] };

/**
 * A page of an API's keys, and which of them are due: the newest secret's age comes near the policy's. A key that is being
 * rotated, or that has ended, is not due. Each key's secrets are looked up by the key alone (`offset 0` keeps that apart):
 * a database without statistics, such as the embedded one, would else go through the workspace's for each.
 */
const KEYS = `
  with page as materialized (
    select id, environment, name, revoked_at is null and enabled and (expires_at is null or expires_at > $1) as works
      from credentials
     where workspace_id = $2 and api_id = $3 and (environment, id) > ($4, $5)
     order by environment, id
     limit ${PAGE_KEYS})
  select page.id as credential_id, page.environment, page.name, due.proof_id, due.due_at, due.days
    from page
    left join lateral (
      select s.id as proof_id, s.created_at + make_interval(days => $6) as due_at, array_agg(d.days) as days
        from (select n.id, n.created_at from (select * from proofs
               where workspace_id = $2 and credential_id = page.id offset 0) n order by n.id desc limit 1) s
        cross join unnest($7::int[]) d(days)
       where page.works
         and s.created_at + make_interval(days => $6 - d.days) <= $1
         and not exists (select 1 from rotations r
                          where r.credential_id = page.id and r.workspace_id = $2 and r.ended_at is null and r.retires_at > $1)
         and not exists (select 1 from reminders m where m.workspace_id = $2 and m.proof_id = s.id and m.days = d.days)
       group by 1, 2) due on true
   order by page.environment, page.id`;

/** Writes each reminder once, as an event of the key; those that were missed while nothing ran are one. Answers how many. */
export async function remindOfRotations(run: PolicyRun, places: Places): Promise<number> {
  let reminded = 0;
  for (;;) {
    const page = await policiesAfter(run.rt, places.reminders);
    for (const policy of page) {
      if (run.isOver) return reminded;
      reminded += await remindOf(run, policy, places.unfinished);
      places.reminders = { workspaceId: policy.workspace_id, id: policy.id };
    }
    if (page.length === PAGE_POLICIES) continue;
    places.reminders = null;
    return reminded;
  }
}

async function policiesAfter(rt: Runtime, after: Places["reminders"]): Promise<Policy[]> {
  const { rows } = await rt.pool.query<Policy>(
    `select id, workspace_id, api_id, rotate_every_days, remind_days from policies
      where rotate_every_days is not null and (workspace_id, id) > ($1, $2)
      order by workspace_id, id limit ${PAGE_POLICIES}`,
    [after?.workspaceId ?? "", after?.id ?? ""],
  );
  return rows;
}

/** Goes through the keys of a policy from where the last run ended; notes where this one does. */
async function remindOf(run: PolicyRun, policy: Policy, unfinished: Places["unfinished"]): Promise<number> {
  const place = unfinished.get(policy.id) ?? { environment: "", keyId: "" };
  unfinished.delete(policy.id);
  let reminded = 0;
  let tried = 0;
  for (let read = 0; read < MOST_KEYS; read += PAGE_KEYS) {
    const { rows } = await run.rt.pool.query<Row>(KEYS, [
      new Date(run.rt.now()),
      policy.workspace_id,
      policy.api_id,
      place.environment,
      place.keyId,
      policy.rotate_every_days,
      policy.remind_days,
    ]);
    for (const row of rows) {
      if (run.isOver || tried >= MOST_REMINDERS) {
        unfinished.set(policy.id, place);
        return reminded;
      }
      place.environment = row.environment;
      place.keyId = row.credential_id;
      if (row.proof_id === null || row.due_at === null || row.days === null) continue;
      const { proof_id, due_at, days } = row;
      const due = {
        ...row,
        proof_id,
        due_at,
        days,
        policy_id: policy.id,
        workspace_id: policy.workspace_id,
      };
      tried++;
      if (await run.attempt(due, () => writeReminder(run.rt, due))) reminded++;
    }
    if (rows.length < PAGE_KEYS) return reminded;
  }
  unfinished.set(policy.id, place);
  return reminded;
}

async function writeReminder(rt: Runtime, due: Due): Promise<boolean> {
  const now = rt.now();
  const ctx = policyContext(rt, due.workspace_id, due.policy_id);
  requireScope(ctx, "keys:update");
  return transact(ctx, async (ctx) => {
    const made = await ctx.tx
      .insert(reminders)
      .values(
        due.days.map((days) => ({
          workspaceId: due.workspace_id,
          proofId: due.proof_id,
          days,
          at: new Date(now),
        })),
      )
      .onConflictDoNothing()
      .returning();
    // Another process was faster.
    if (made.length === 0) return false;
    await audit(ctx, {
      action: "key.rotation_due",
      target: auditTarget({ id: due.credential_id, kind: "key", name: due.name }),
      after: { dueAt: due.due_at, days: Math.max(0, Math.ceil((due.due_at.getTime() - now) / DAY_MS)) },
    });
    return true;
  });
}
