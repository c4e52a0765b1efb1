import type { Pool, QueryConfig } from "pg";
import type { BatchSums, UsageSum } from "./sums";

/**
 * One statement, so one round trip and one transaction: the writer's sequence moves on, and only if it does are the
 * events, their sums, the secrets' last use and that their keys have been used written. A batch that is sent again changes nothing.
 *
 * A last use is good to the minute and is written once a minute, because it is in an index: for a busy key it would be the
 * dearest part of each batch. At once are written the first use, whether the last one was let through if that turns, and
 * all uses of a secret that retires: somebody waits to see whether it is still in use.
 */
const WRITE = `
with moved as (
  insert into usage_writers as w (writer, last_sequence, updated_at) values ($1, $2, now())
  on conflict (writer) do update set last_sequence = excluded.last_sequence, updated_at = excluded.updated_at
    where w.last_sequence < excluded.last_sequence
  returning 1
), events as (
  insert into usage_events
    (workspace_id, at, request_id, code, cost, api_id, environment, key_id, secret_id, identity_id, ip, reason, tags)
  select e.w, to_timestamp(e.t / 1000.0), e.r, e.c, e.n, e.a, e.e, e.k, e.x, e.i, e.p, e.y, e.g
    from json_to_recordset($3::json) as e(w text, t bigint, r text, c text, n int, a text, e text, k text, x text,
         i text, p text, y text, g text[])
   where exists (select from moved)
), sums as (
  insert into usage_rollups as r
    (workspace_id, resolution, bucket, api_id, environment, key_id, secret_id, identity_id, code, count, cost)
  select s.w, s.m, to_timestamp(s.t / 1000.0), s.a, s.e, s.k, s.x, s.i, s.c, s.n, s.o
    from json_to_recordset($4::json) as s(w text, m smallint, t bigint, a text, e text, k text, x text, i text, c text,
         n bigint, o bigint)
   where exists (select from moved)
   -- One order for all writers, so that none waits for another in a circle; the key tells most rows apart.
   order by s.k, s.m, s.t, s.x, s.c, s.i, s.w
  on conflict (key_id, resolution, bucket, secret_id, code, identity_id, workspace_id)
    do update set count = r.count + excluded.count, cost = r.cost + excluded.cost
), due as (
  select s.workspace_id, s.id, s.credential_id, s.last_used_at is null as first, to_timestamp(u."lastUsedAt" / 1000.0) as used_at,
         to_timestamp(u."lastValidAt" / 1000.0) as valid_at, u.address
    from json_to_recordset($5::json) as u("workspaceId" text, "secretId" text, "lastUsedAt" bigint, "lastValidAt" bigint, address text)
    join proofs s on s.workspace_id = u."workspaceId" and s.id = u."secretId"
   where exists (select from moved)
     and (s.last_used_at is null or s.last_used_at < to_timestamp(u."lastUsedAt" / 60000 * 60)
          or s.last_valid_at is null and u."lastValidAt" is not null
          or s.last_valid_at < to_timestamp(u."lastValidAt" / 60000 * 60)
          or (s.last_used_at = s.last_valid_at) <> (u."lastUsedAt" = coalesce(u."lastValidAt", 0))
          or s.retires_at is not null)
), first as (
  update credentials c set ever_used = true from due
   where due.first and c.workspace_id = due.workspace_id and c.id = due.credential_id and not c.ever_used
)
update proofs p
   set last_used_at = greatest(p.last_used_at, due.used_at),
       last_valid_at = greatest(p.last_valid_at, due.valid_at),
       last_used_address = case when due.used_at >= coalesce(p.last_used_at, 'epoch')
         then coalesce(due.address, p.last_used_address) else p.last_used_address end
  from due
 where p.workspace_id = due.workspace_id and p.id = due.id`;

/** With the short names that a record has too: up to 9,000 rows at once, a tenth of what they cost the database is reading them. */
function rollupsText(sums: readonly UsageSum[]): string {
  let text = "";
  for (const s of sums) {
    if (text) text += ",";
    text += `{"w":"${s.workspaceId}","m":${s.resolution},"t":${s.bucket},"a":"${s.apiId}","e":"${s.environment}","k":"${s.keyId}","x":"${s.secretId}","i":"${s.identityId}","c":"${s.code}","n":${s.count},"o":${s.cost}}`;
  }
  return `[${text}]`;
}

/** A database that has not answered by then is asked again, which changes nothing if it had done it after all. */
const ANSWER_MS = 30_000;

/**
 * Writes a batch with its sums, exactly once for each writer and sequence. `rows` is JSON, as `journal-record` writes it.
 * Throws if the database does not answer.
 */
export async function writeBatch(
  pool: Pool,
  writer: string,
  sequence: number,
  { rows, sums }: { rows: Buffer; sums: BatchSums },
): Promise<void> {
  const query: QueryConfig & { query_timeout: number } = {
    query_timeout: ANSWER_MS,
    name: "usage-batch",
    text: WRITE,
    values: [writer, sequence, rows, rollupsText(sums.rollups()), JSON.stringify(sums.uses())],
  };
  await pool.query(query);
}
