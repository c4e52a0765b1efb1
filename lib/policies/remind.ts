import { reminders } from "@/db/schema";
import { audit } from "../audit/audit";
import { requireScope } from "../context";
import { auditTarget } from "../keys/find-key";
import type { Runtime } from "../runtime";
import { transact } from "../transact";
import { policyContext } from "./policy-context";

const DAY_MS = 86_400_000;
/** More wait for the next minute. */
const AT_ONCE = 200;

type Due = {
  workspace_id: string;
  policy_id: string;
  key_id: string;
  name: string;
  secret_id: string;
  due_at: Date;
  /** The days before it that have come, and of which nobody was reminded. */
  days: number[];
};

/**
 * Secrets whose age comes near the policy's. A key that is being rotated, or that has ended, is not due. Each key's secrets
 * are looked up by the key alone (`offset 0` keeps that apart): a database without statistics, such as the embedded one, would
 * else go through the workspace's for each.
 */
const DUE = `
  with newest as (
    select distinct on (k.id) k.id as key_id, k.workspace_id, k.name, s.id as secret_id, p.id as policy_id,
           s.created_at + make_interval(days => p.rotate_every_days) as due_at, p.remind_days
      from policies p
      join keys k on k.api_id = p.api_id and k.workspace_id = p.workspace_id
      join lateral (select * from secrets where key_id = k.id offset 0) s
        on s.workspace_id = k.workspace_id
     where p.rotate_every_days is not null and k.revoked_at is null and k.enabled
       and (k.expires_at is null or k.expires_at > $1)
       and not exists (select 1 from rotations r
                        where r.key_id = k.id and r.ended_at is null and r.retires_at > $1)
     order by k.id, s.id desc)
  select n.workspace_id, n.policy_id, n.key_id, n.name, n.secret_id, n.due_at, array_agg(d.days) as days
    from newest n
    cross join lateral (select value::int as days from jsonb_array_elements_text(n.remind_days)) d
   where n.due_at - make_interval(days => d.days) <= $1
     and not exists (select 1 from reminders m where m.secret_id = n.secret_id and m.days = d.days)
   group by 1, 2, 3, 4, 5, 6
   limit ${AT_ONCE}`;

/** Writes each reminder once, as an event of the key; those that were missed while nothing ran are one. Answers how many. */
export async function remindOfRotations(rt: Runtime): Promise<number> {
  const now = rt.now();
  const { rows } = await rt.pool.query<Due>(DUE, [new Date(now)]);
  let reminded = 0;
  for (const due of rows) {
    const ctx = policyContext(rt, due.workspace_id, due.policy_id);
    requireScope(ctx, "keys:update");
    reminded += await transact(ctx, async (tx, inner) => {
      const made = await tx
        .insert(reminders)
        .values(
          due.days.map((days) => ({
            workspaceId: due.workspace_id,
            secretId: due.secret_id,
            days,
            at: new Date(now),
          })),
        )
        .onConflictDoNothing()
        .returning();
      // Another process was faster.
      if (made.length === 0) return 0;
      await audit(tx, inner, {
        action: "key.rotation_due",
        target: auditTarget({ id: due.key_id, kind: "key", name: due.name }),
        after: { dueAt: due.due_at, days: Math.max(0, Math.ceil((due.due_at.getTime() - now) / DAY_MS)) },
      });
      return 1;
    });
  }
  return reminded;
}
