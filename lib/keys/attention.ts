import { type Ctx, requireScope } from "../platform/context";
import { type HeavyRead, readHeavily } from "../platform/heavy-reads";
import { requireReadable, slices, usageScan } from "../usage/scan";
import type { VerificationCode } from "../verify/codes";

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
/** Of each kind the first few; the list of keys has the rest. */
const EACH = 3;
/** Some of the keys with the most denials may be gone. */
const CANDIDATES = 20;
const ENVIRONMENT = { field: "environment", advice: "choose one API" };
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
  return readHeavily(ctx, ENVIRONMENT, async (read) => [
    ...(await refused(ctx, read, scope)),
    ...(await rotating(ctx, read, scope)),
    ...(await rotationDue(ctx, read, scope)),
    ...(await expiring(ctx, read, scope)),
    ...(await unused(ctx, read, scope)),
  ]);
}

const of = ({ id, name, owner }: Named, concern: Concern): KeyConcern => ({
  keyId: id,
  name,
  owner,
  concern,
});

const NAMED = `select k.id, k.name, i.external_id as owner`;
const OWNER = "left join identities i on i.workspace_id = k.workspace_id and i.id = k.identity_id";
const KEYS = `from credentials k ${OWNER}`;
const IN_SCOPE = `k.workspace_id = $1 and k.kind = 'key' and k.environment = $2 and ($3::text is null or k.api_id = $3)`;
/** As the index on it has it. */
const END = "coalesce(k.expires_at, 'infinity'::timestamptz)";
const UNENDED = `k.revoked_at is null and k.enabled and (k.expires_at is null or k.expires_at > $4)`;

/** What one key's calls came to. */
type Outcomes = { id: string; calls: number; byCode: Map<VerificationCode, number> };

const countOf = ({ byCode }: Outcomes, code: VerificationCode) => byCode.get(code) ?? 0;
const deniedOf = (each: Outcomes) => each.calls - countOf(each, "VALID") - countOf(each, "RATE_LIMITED");

/** What is over a limit and what is denied, in one pass over the day's sums. */
async function refused(ctx: Ctx, read: HeavyRead, scope: Scope): Promise<KeyConcern[]> {
  const day = await outcomesOfDay(ctx, read, scope);
  const limited = (each: Outcomes) => countOf(each, "RATE_LIMITED");
  const most = (list: readonly Outcomes[], count: (each: Outcomes) => number, share: number) =>
    list
      .filter((each) => count(each) > 0 && count(each) >= each.calls * share)
      .sort((a, b) => count(b) - count(a))
      .slice(0, CANDIDATES);
  const ofDenied = most(day, deniedOf, DENIED_SHARE);
  const ofLimited = most(day, limited, LIMITED_SHARE);
  const rows = await read.query<Named>(`${NAMED} ${KEYS} where ${IN_SCOPE} and k.id = any($4)`, [
    ctx.workspaceId,
    scope.environment,
    scope.apiId ?? null,
    [...ofDenied, ...ofLimited].map(({ id }) => id),
  ]);
  const names = new Map(rows.map((row) => [row.id, row]));
  const named = (list: readonly Outcomes[], concern: (each: Outcomes) => Concern) =>
    list
      .flatMap((each) => {
        const row = names.get(each.id);
        return row ? [of(row, concern(each))] : [];
      })
      .slice(0, EACH);
  return [
    ...named(ofDenied, (each) => ({
      kind: "denied",
      count: deniedOf(each),
      calls: each.calls,
      mostly: mostly(each),
    })),
    ...named(ofLimited, (each) => ({ kind: "limited", count: limited(each), calls: each.calls })),
  ];
}

/** The denial that occurs most. */
function mostly({ byCode }: Outcomes): VerificationCode {
  const denials = [...byCode].filter(([code]) => code !== "VALID" && code !== "RATE_LIMITED");
  return denials.sort((a, b) => b[1] - a[1])[0]?.[0] ?? "NOT_FOUND";
}

async function outcomesOfDay(ctx: Ctx, read: HeavyRead, scope: Scope): Promise<Outcomes[]> {
  const now = ctx.rt.now();
  const range = { from: now - DAY_MS, to: now + DAY_MS };
  const scan = usageScan(ctx, { interval: "15m", timeZone: "UTC", ...scope }, range, { events: false });
  await requireReadable(read, scan);
  const n = scan.values.length;
  const keys = new Map<string, Outcomes>();
  for await (const slice of slices(read, scan)) {
    const rows = await read.query<{ id: string; code: VerificationCode; count: string }>(
      `select u.key_id as id, u.code, sum(u.count) as count from usage_rollups u
        where ${scan.where} and u.bucket >= $${n + 1} and u.bucket < $${n + 2} and u.key_id <> '' group by 1, 2`,
      [...scan.values, new Date(slice.from), new Date(slice.to)],
    );
    for (const { id, code, count } of rows) {
      const key = keys.get(id) ?? { id, calls: 0, byCode: new Map() };
      keys.set(id, key);
      key.calls += Number(count);
      key.byCode.set(code, (key.byCode.get(code) ?? 0) + Number(count));
    }
  }
  return [...keys.values()];
}

type Rotating = Named & { retires_at: Date; fresh: string | null; calls: string | null };

async function rotating(ctx: Ctx, read: HeavyRead, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const rows = await read.query<Rotating>(
    `${NAMED}, r.retires_at,
            (select sum(u.count) from usage_rollups u
              where u.workspace_id = $1 and u.key_id = k.id and u.resolution = 15 and u.bucket >= $5
                and u.secret_id in (r.old_proof_id, r.new_proof_id)) as calls,
            (select sum(u.count) from usage_rollups u
              where u.workspace_id = $1 and u.key_id = k.id and u.resolution = 15 and u.bucket >= $5
                and u.secret_id = r.new_proof_id) as fresh
       from rotations r
       join credentials k on k.workspace_id = r.workspace_id and k.id = r.credential_id ${OWNER}
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
async function rotationDue(ctx: Ctx, read: HeavyRead, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const rows = await read.query<Named & { due_at: Date }>(
    `${NAMED}, s.created_at + make_interval(days => p.rotate_every_days) as due_at
       ${KEYS}
       join policies p on p.workspace_id = k.workspace_id and p.api_id = k.api_id
       join lateral (select n.created_at from (select * from proofs
                       where workspace_id = $1 and credential_id = k.id offset 0) n
                      order by n.id desc limit 1) s on true
      where ${IN_SCOPE} and ${UNENDED} and p.rotate_every_days is not null
        and s.created_at + make_interval(days => p.rotate_every_days) <= $5
        and not exists (select 1 from rotations r
                         where r.workspace_id = $1 and r.credential_id = k.id and r.ended_at is null and r.retires_at > $4)
      order by due_at limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now + WEEK_MS)],
  );
  return rows.map((row) => of(row, { kind: "rotation_due", dueAt: row.due_at.toISOString() }));
}

async function expiring(ctx: Ctx, read: HeavyRead, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const rows = await read.query<Named & { expires_at: Date }>(
    `${NAMED}, k.expires_at ${KEYS}
      where ${IN_SCOPE} and ${UNENDED} and ${END} > $4 and ${END} <= $5
      order by ${END}, k.id limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now + SOON_MS)],
  );
  return rows.map((row) => of(row, { kind: "expiring", expiresAt: row.expires_at.toISOString() }));
}

/** Not those of today: they may yet be put to use. */
async function unused(ctx: Ctx, read: HeavyRead, scope: Scope): Promise<KeyConcern[]> {
  const now = ctx.rt.now();
  const rows = await read.query<Named & { created_at: Date }>(
    `${NAMED}, k.created_at ${KEYS}
      where ${IN_SCOPE} and ${UNENDED} and k.created_at <= $5
        and not k.ever_used
      order by k.id desc limit ${EACH}`,
    [ctx.workspaceId, scope.environment, scope.apiId ?? null, new Date(now), new Date(now - DAY_MS)],
  );
  return rows.map((row) => of(row, { kind: "unused", createdAt: row.created_at.toISOString() }));
}
