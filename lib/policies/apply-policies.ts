import { completeRotation } from "../rotation/complete-rotation";
import { extendRotation } from "../rotation/extend-rotation";
import type { Runtime } from "../runtime/runtime";
import { policyContext } from "./policy-context";
import { remindOfRotations } from "./remind";
import { fromTheBeginning, type Places, type PolicyItem, PolicyRun } from "./run";

const HOUR_MS = 3_600_000;
/** A rotation is extended when its old secret has no longer than this to live, … */
const ENDING_MS = HOUR_MS;
/** … was presented within this, and then by this. */
const DAY_MS = 24 * HOUR_MS;
const PAGE_ROTATIONS = 200;

/** A rotation under way, and the rules for it. */
type Rules = {
  started_at: Date;
  retires_at: Date;
  last_used_at: Date | null;
  finish_after_quiet_hours: number | null;
  extend_up_to_hours: number | null;
};
type Open = Rules & PolicyItem & { id: string };

export type Applied = { finished: number; extended: number; reminded: number; failed: number };

/**
 * Finishes rotations whose old secret has gone quiet, extends those whose old secret is still in use, and reminds of
 * those that are due. Runs each minute on every process: each step is a locked change that does nothing the second time.
 * `places` is where the run begins, and then where the next one does: one that has no time for all leaves the rest to it,
 * so that neither a large tenant nor one whose items fail keeps others from their turn.
 */
export async function applyPolicies(rt: Runtime, places: Places = fromTheBeginning()): Promise<Applied> {
  const run = new PolicyRun(rt);
  const { finished, extended } = await applyToRotations(run, places);
  const reminded = await remindOfRotations(run, places);
  return { finished, extended, reminded, failed: run.failed };
}

async function applyToRotations(run: PolicyRun, places: Places) {
  const done = { finished: 0, extended: 0 };
  for (;;) {
    const page = await openRotations(run.rt, places.rotations);
    for (const open of page) {
      if (run.isOver) return done;
      places.rotations = { retiresAt: open.retires_at, id: open.id };
      const ctx = policyContext(run.rt, open.workspace_id, open.policy_id);
      const now = run.rt.now();
      const quiet = isQuiet(open, now);
      const until = quiet ? null : extension(open, now);
      if (!quiet && until === null) continue;
      const act = async () => {
        if (until === null) await completeRotation(ctx, open.credential_id);
        else
          await extendRotation(ctx, open.credential_id, {
            overlapSeconds: Math.floor((until - now) / 1_000),
          });
        return true;
      };
      if (await run.attempt(open, act)) done[quiet ? "finished" : "extended"]++;
    }
    if (page.length === PAGE_ROTATIONS) continue;
    places.rotations = null;
    return done;
  }
}

/** Those that retire first come first, along the index of rotations under way. */
async function openRotations(rt: Runtime, after: Places["rotations"]): Promise<Open[]> {
  const { rows } = await rt.pool.query<Open>(
    `select r.id, r.workspace_id, r.credential_id, p.id as policy_id, r.started_at, r.retires_at, s.last_used_at,
            p.finish_after_quiet_hours, p.extend_up_to_hours
       from rotations r
       join credentials k on k.id = r.credential_id and k.workspace_id = r.workspace_id
       join policies p on p.api_id = k.api_id and p.workspace_id = r.workspace_id
       join proofs s on s.id = r.old_proof_id and s.workspace_id = r.workspace_id
      where r.ended_at is null and r.retires_at > $1 and k.revoked_at is null
        and (r.retires_at, r.id) > ($2::timestamptz, $3)
      order by r.retires_at, r.id
      limit ${PAGE_ROTATIONS}`,
    [new Date(rt.now()), after?.retiresAt ?? "-infinity", after?.id ?? ""],
  );
  return rows;
}

/** Not presented for the policy's hours, which begin with the rotation at the earliest. */
export function isQuiet(open: Rules, now: number): boolean {
  if (open.finish_after_quiet_hours === null) return false;
  const since = Math.max(open.last_used_at?.getTime() ?? 0, open.started_at.getTime());
  return now - since >= open.finish_after_quiet_hours * HOUR_MS;
}

/** Until when the overlap should run now, in milliseconds since the epoch; null if it should stay as it is. */
export function extension(open: Rules, now: number): number | null {
  if (open.extend_up_to_hours === null) return null;
  const retiresAt = open.retires_at.getTime();
  const isUsed = open.last_used_at !== null && now - open.last_used_at.getTime() < DAY_MS;
  if (!isUsed || retiresAt - now > ENDING_MS) return null;
  const until = Math.min(now + DAY_MS, open.started_at.getTime() + open.extend_up_to_hours * HOUR_MS);
  // Whole seconds are what an extension is asked for in.
  return until - retiresAt > 1_000 ? until : null;
}
