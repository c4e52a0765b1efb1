import { Problem } from "../errors/problem";
import { completeRotation } from "../rotation/complete-rotation";
import { extendRotation } from "../rotation/extend-rotation";
import type { Runtime } from "../runtime";
import { policyContext } from "./policy-context";
import { remindOfRotations } from "./remind";

const HOUR_MS = 3_600_000;
/** A rotation is extended when its old secret has no longer than this to live, … */
const ENDING_MS = HOUR_MS;
/** … was presented within this, and then by this. */
const DAY_MS = 24 * HOUR_MS;

/** A rotation under way, and the rules for it. */
type Rules = {
  started_at: Date;
  retires_at: Date;
  last_used_at: Date | null;
  finish_after_quiet_hours: number | null;
  extend_up_to_hours: number | null;
};
type Open = Rules & { workspace_id: string; key_id: string; policy_id: string };

/**
 * Finishes rotations whose old secret has gone quiet, extends those whose old secret is still in use, and reminds of
 * those that are due. Runs each minute on every process: each step is a locked change that does nothing the second time.
 */
export async function applyPolicies(
  rt: Runtime,
): Promise<{ finished: number; extended: number; reminded: number }> {
  let finished = 0;
  let extended = 0;
  for (const open of await openRotations(rt)) {
    const ctx = policyContext(rt, open.workspace_id, open.policy_id);
    if (isQuiet(open, rt.now())) finished += await once(() => completeRotation(ctx, open.key_id));
    else {
      const until = extension(open, rt.now());
      if (until === null) continue;
      const overlapSeconds = Math.floor((until - rt.now()) / 1_000);
      extended += await once(() => extendRotation(ctx, open.key_id, { overlapSeconds }));
    }
  }
  return { finished, extended, reminded: await remindOfRotations(rt) };
}

async function openRotations(rt: Runtime): Promise<Open[]> {
  const { rows } = await rt.pool.query<Open>(
    `select r.workspace_id, r.key_id, p.id as policy_id, r.started_at, s.retires_at, s.last_used_at,
            p.finish_after_quiet_hours, p.extend_up_to_hours
       from rotations r
       join keys k on k.id = r.key_id and k.workspace_id = r.workspace_id
       join policies p on p.api_id = k.api_id and p.workspace_id = r.workspace_id
       join secrets s on s.id = r.old_secret_id and s.workspace_id = r.workspace_id
      where r.ended_at is null and s.retires_at > $1 and k.revoked_at is null`,
    [new Date(rt.now())],
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

/** 1 if it was done; 0 if somebody else was faster, or the key's own expiry leaves no room. */
async function once(act: () => Promise<unknown>): Promise<0 | 1> {
  try {
    await act();
    return 1;
  } catch (error) {
    if (error instanceof Problem) return 0;
    throw error;
  }
}
