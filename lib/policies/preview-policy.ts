import { z } from "zod";
import { findApi } from "../apis/find-api";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { extension, isQuiet } from "./apply-policies";
import { updatePolicySchema } from "./schemas";

/** Names enough to know what is meant; the count says how many there are. */
const NAMED = 5;

export const policyPreviewSchema = z.object({
  /** Keys of the API that work. */
  keys: z.int(),
  /** Those whose secret has reached the age for rotation. */
  due: z.object({ count: z.int(), names: z.array(z.string()) }),
  /** Rotations under way, and what would happen to them at once. */
  rotations: z.int(),
  finishes: z.array(z.object({ keyId: z.string(), name: z.string() })),
  extends: z.int(),
});
export type PolicyPreview = z.output<typeof policyPreviewSchema>;

type Rotation = {
  credential_id: string;
  name: string;
  started_at: Date;
  retires_at: Date;
  last_used_at: Date | null;
};

/** What these rules would do with the API's keys now. Changes nothing. Errors: invalid_request, not_found. */
export async function previewPolicy(
  ctx: Ctx,
  apiId: string,
  input: z.input<typeof updatePolicySchema>,
): Promise<PolicyPreview> {
  requireScope(ctx, "policies:read");
  const rules = parseInput(updatePolicySchema, input);
  await findApi(reading(ctx), ctx, apiId);
  const now = ctx.rt.now();
  const { keys, due } = await dueOf(ctx, apiId, rules.rotateEveryDays ?? null);
  const open = (await rotationsOf(ctx, apiId)).map((row) => ({
    ...row,
    finish_after_quiet_hours: rules.finishAfterQuietHours ?? null,
    extend_up_to_hours: rules.extendUpToHours ?? null,
  }));
  const quiet = open.filter((row) => isQuiet(row, now));
  return {
    keys,
    due: { count: due.length, names: due.slice(0, NAMED) },
    rotations: open.length,
    finishes: quiet.map((row) => ({ keyId: row.credential_id, name: row.name })),
    extends: open.filter((row) => !quiet.includes(row) && extension(row, now) !== null).length,
  };
}

/** A key that is being rotated is not due. `offset 0` finds a key's secrets by the key, also without statistics. */
async function dueOf(ctx: Ctx, apiId: string, days: number | null) {
  const { rows } = await ctx.rt.pool.query<{ name: string; due: boolean }>(
    `select k.name,
            coalesce(s.created_at + make_interval(days => $3::int) <= $4, false)
              and not exists (select 1 from rotations r
                               where r.workspace_id = $1 and r.credential_id = k.id and r.ended_at is null
                                 and r.retires_at > $4) as due
       from credentials k
       join lateral (select n.created_at from (select * from proofs
                       where workspace_id = $1 and credential_id = k.id offset 0) n
                      order by n.id desc limit 1) s on true
      where k.workspace_id = $1 and k.api_id = $2 and k.revoked_at is null and k.enabled
        and (k.expires_at is null or k.expires_at > $4)
      order by s.created_at`,
    [ctx.workspaceId, apiId, days, new Date(ctx.rt.now())],
  );
  return { keys: rows.length, due: rows.filter((row) => row.due).map((row) => row.name) };
}

async function rotationsOf(ctx: Ctx, apiId: string): Promise<Rotation[]> {
  const { rows } = await ctx.rt.pool.query<Rotation>(
    `select r.credential_id, k.name, r.started_at, s.retires_at, s.last_used_at
       from rotations r
       join credentials k on k.id = r.credential_id and k.workspace_id = r.workspace_id
       join proofs s on s.id = r.old_proof_id and s.workspace_id = r.workspace_id
      where r.workspace_id = $1 and k.api_id = $2 and r.ended_at is null and s.retires_at > $3
        and k.revoked_at is null`,
    [ctx.workspaceId, apiId, new Date(ctx.rt.now())],
  );
  return rows;
}
