import type { Pool } from "pg";
import type { UsageEvent } from "./event";
import type { BatchSums } from "./sums";

/**
 * One statement, so one round trip and one transaction: the writer's sequence moves on, and only if it does are the
 * events, their sums and the secrets' last use written. A batch that is sent again changes nothing.
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
  select e."workspaceId", to_timestamp(e.at / 1000.0), e."requestId", e.code, e.cost, e."apiId", e.environment,
         e."keyId", e."secretId", e."identityId", e.ip, e.reason, e.tags
    from json_to_recordset($3::json) as e("workspaceId" text, at bigint, "requestId" text, code text, cost int,
         "apiId" text, environment text, "keyId" text, "secretId" text, "identityId" text, ip text, reason text, tags text[])
   where exists (select from moved)
), sums as (
  insert into usage_rollups as r
    (workspace_id, resolution, bucket, api_id, environment, key_id, secret_id, identity_id, code, count, cost)
  select s."workspaceId", s.resolution, to_timestamp(s.bucket / 1000.0), s."apiId", s.environment, s."keyId",
         s."secretId", s."identityId", s.code, s.count, s.cost
    from json_to_recordset($4::json) as s("workspaceId" text, resolution smallint, bucket bigint, "apiId" text,
         environment text, "keyId" text, "secretId" text, "identityId" text, code text, count bigint, cost bigint)
   where exists (select from moved)
   order by 1, 2, 3, 4, 5, 6, 7, 8, 9
  on conflict (workspace_id, resolution, bucket, api_id, environment, key_id, secret_id, identity_id, code)
    do update set count = r.count + excluded.count, cost = r.cost + excluded.cost
)
update secrets
   set last_used_at = greatest(secrets.last_used_at, to_timestamp(u."lastUsedAt" / 1000.0)),
       last_valid_at = greatest(secrets.last_valid_at, to_timestamp(u."lastValidAt" / 1000.0)),
       last_used_address = coalesce(u.address, secrets.last_used_address)
  from json_to_recordset($5::json) as u("secretId" text, "lastUsedAt" bigint, "lastValidAt" bigint, address text)
 where secrets.id = u."secretId" and exists (select from moved)`;

/** Writes a batch with its sums, exactly once for each writer and sequence. Throws if the database does not answer. */
export async function writeBatch(
  pool: Pool,
  writer: string,
  sequence: number,
  batch: { events: readonly UsageEvent[]; sums: BatchSums },
): Promise<void> {
  await pool.query({
    name: "usage-batch",
    text: WRITE,
    values: [
      writer,
      sequence,
      JSON.stringify(batch.events),
      JSON.stringify(batch.sums.rollups),
      JSON.stringify(batch.sums.secrets),
    ],
  });
}
