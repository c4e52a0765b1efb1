import { type Ctx, requireScope } from "../context";
import type { VerificationCode } from "../verify/codes";

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
/** Of each kind the first few; the list of keys has the rest. */
const EACH = 3;
/** A share of a day's calls below this is everyday noise. */
const LIMITED_SHARE = 0.01;
const DENIED_SHARE = 0.05;

/** Why a key wants to be looked at. Counts are of the last 24 hours. */
export type Concern =
  | { kind: "denied"; count: number; calls: number; mostly: VerificationCode }
  | { kind: "limited"; count: number; calls: number }
  /** `adopted`: the share of calls with the new secret, 0 to 1; null without a call. */
  | { kind: "rotating"; retiresAt: string; adopted: number | null }
  /** Its secret reaches the age of the API's policy. */
  | { kind: "rotation_due"; dueAt: string }
  | { kind: "expiring"; expiresAt: string }
  | { kind: "unused"; createdAt: string };

export type KeyConcern = { keyId: string; name: string; owner: string | null; concern: Concern };

type Scope = { environment: "live" | "test"; apiId?: string };
type Named = { id: string; name: string; owner: string | null };

/** Keys that want to be looked at, the most urgent first: denials, limits, rotations, those due for one, expiries, those never used. */
export async function keysNeedingAttention(ctx: Ctx, scope: Scope): Promise<KeyConcern[]> {
  requireScope(ctx, "keys:read");
  requireScope(ctx, "usage:read");
  return [
    ...(await refused(ctx, scope)),
    ...(await rotating(ctx, scope)),
    ...(await rotationDue(ctx, scope)),
    ...(await expiring(ctx, scope)),
    ...(await unused(ctx, scope)),
  ];
}

const of = ({ id, name, owner }: Named, concern: Concern): KeyConcern => ({
  keyId: id,
  name,
  owner,
  concern,
});

const NAMED = `select k.id, k.name, i.external_id as owner`;
const KEYS = `from keys k left join identities i on i.id = k.identity_id`;
const IN_SCOPE = `k.workspace_id = $1 and k.kind = 'key' and k.environment = $2 and ($3::text is null or k.api_id = $3)`;
const UNENDED = `k.revoked_at is null and k.enabled and (k.expires_at is null or k.expires_at > $4)`;

type Refused = Named & { calls: string; limited: string; denied: string; mostly: VerificationCode | null };

/** What is over a limit and what is denied, in one pass over the day's sums. */
async function refused(ctx: Ctx, scope: Scope): Promise<KeyConcern[]> {
  const { rows } = await ctx.rt.pool.query<Refused>(
    `with day as (
       select u.key_id, sum(u.count) as calls,
              coalesce(sum(u.count) filter (where u.code = 'RATE_LIMITED'), 0) as limited,
              coalesce(sum(u.count) filter (where u.code not in ('VALID', 'RATE_LIMITED')), 0) as denied,
              (array_agg(u.code order by u.count desc) filter (where u.code not in ('VALID', 'RATE_LIMITED')))[1] as mostly
         from usage_rollups u
        where u.workspace_id = $1 and u.resolution = 15 and u.bucket >= $4 and u.environment = $2
          and ($3::text is null or u.api_id = $3) and u.key_id <> ''
        group by u.key_id
     )
     ${NAMED}, day.calls, day.limited, day.denied, day.mostly
       from day join keys k on k.id = day.key_id left join identities i on i.id = k.identity_id
      where ${IN_SCOPE} and (day.limited >= day.calls * ${LIMITED_SHARE} or day.denied >= day.calls * ${DENIED_SHARE})`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(ctx.rt.now() - DAY_MS)],
  );
  const found = rows.map((row) => ({
    row,
    calls: Number(row.calls),
    limited: Number(row.limited),
    denied: Number(row.denied),
  }));
  const denied = found.filter(({ denied: count, calls }) => count > 0 && count >= calls * DENIED_SHARE);
  const limited = found.filter(({ limited: count, calls }) => count > 0 && count >= calls * LIMITED_SHARE);
  return [
    ...denied
      .sort((a, b) => b.denied - a.denied)
      .slice(0, EACH)
      .flatMap(({ row, denied: count, calls }) =>
        row.mostly ? [of(row, { kind: "denied", count, calls, mostly: row.mostly })] : [],
      ),
    ...limited
      .sort((a, b) => b.limited - a.limited)
      .slice(0, EACH)
      .map(({ row, limited: count, calls }) => of(row, { kind: "limited", count, calls })),
  ];
}

type Rotating = Named & { retires_at: Date; fresh: string | null; calls: string | null };

async function rotating(ctx: Ctx, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const { rows } = await ctx.rt.pool.query<Rotating>(
    `${NAMED}, r.retires_at,
            (select sum(u.count) from usage_rollups u
              where u.workspace_id = $1 and u.key_id = k.id and u.resolution = 15 and u.bucket >= $5
                and u.secret_id in (r.old_secret_id, r.new_secret_id)) as calls,
            (select sum(u.count) from usage_rollups u
              where u.workspace_id = $1 and u.key_id = k.id and u.resolution = 15 and u.bucket >= $5
                and u.secret_id = r.new_secret_id) as fresh
       from rotations r join keys k on k.id = r.key_id left join identities i on i.id = k.identity_id
      where r.workspace_id = $1 and r.ended_at is null and r.retires_at > $4 and ${IN_SCOPE} and ${UNENDED}
      order by r.retires_at limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now - DAY_MS)],
  );
  return rows.map((row) => {
    const calls = Number(row.calls ?? 0);
    const adopted = calls > 0 ? Number(row.fresh ?? 0) / calls : null;
    return of(row, { kind: "rotating", retiresAt: row.retires_at.toISOString(), adopted });
  });
}

/**
 * Due already or within a week; one that is being rotated is not. `offset 0`: a key's secrets are found by the key, also
 * where the database has no statistics and would else go through the newest of all until one is the key's.
 */
async function rotationDue(ctx: Ctx, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const { rows } = await ctx.rt.pool.query<Named & { due_at: Date }>(
    `${NAMED}, s.created_at + make_interval(days => p.rotate_every_days) as due_at
       ${KEYS}
       join policies p on p.workspace_id = k.workspace_id and p.api_id = k.api_id
       join lateral (select n.created_at from (select * from secrets where key_id = k.id offset 0) n
                      where n.workspace_id = $1 order by n.id desc limit 1) s on true
      where ${IN_SCOPE} and ${UNENDED} and p.rotate_every_days is not null
        and s.created_at + make_interval(days => p.rotate_every_days) <= $5
        and not exists (select 1 from rotations r
                         where r.workspace_id = $1 and r.key_id = k.id and r.ended_at is null and r.retires_at > $4)
      order by due_at limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now + WEEK_MS)],
  );
  return rows.map((row) => of(row, { kind: "rotation_due", dueAt: row.due_at.toISOString() }));
}

async function expiring(ctx: Ctx, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const { rows } = await ctx.rt.pool.query<Named & { expires_at: Date }>(
    `${NAMED}, k.expires_at ${KEYS}
      where ${IN_SCOPE} and ${UNENDED} and k.expires_at <= $5
      order by k.expires_at limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now + SOON_MS)],
  );
  return rows.map((row) => of(row, { kind: "expiring", expiresAt: row.expires_at.toISOString() }));
}

/** Not those of today: they may yet be put to use. */
async function unused(ctx: Ctx, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const { rows } = await ctx.rt.pool.query<Named & { created_at: Date }>(
    `${NAMED}, k.created_at ${KEYS}
      where ${IN_SCOPE} and ${UNENDED} and k.created_at <= $5
        and not k.ever_used
      order by k.id desc limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now - DAY_MS)],
  );
  return rows.map((row) => of(row, { kind: "unused", createdAt: row.created_at.toISOString() }));
}
