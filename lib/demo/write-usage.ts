import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { VerificationCode } from "../verify/codes";
import type { Source } from "./traffic";

const CHUNK = 20_000;

/** Collects rows column by column and inserts them in large pieces; `sources` are named by their place in the list. */
export class UsageWriter {
  #rollups = emptyRollups();
  #events = emptyEvents();
  readonly #sources: string;
  readonly written = { rollups: 0, events: 0 };

  constructor(
    readonly tx: Tx,
    readonly workspaceId: string,
    sources: readonly Source[],
  ) {
    this.#sources = JSON.stringify(
      sources.map(({ apiId, environment, keyId, identityId }, i) => ({
        i,
        apiId,
        environment,
        keyId,
        identityId,
      })),
    );
  }

  rollup(
    resolution: number,
    bucket: number,
    source: number,
    secretId: string,
    code: VerificationCode,
    count: number,
  ): void {
    const to = this.#rollups;
    to.resolution.push(resolution);
    to.bucket.push(bucket);
    to.source.push(source);
    to.secretId.push(secretId);
    to.code.push(code);
    to.count.push(count);
  }

  event(
    at: number,
    requestId: string,
    source: number,
    secretId: string,
    code: VerificationCode,
    ip: string,
    reason: string | null,
    tag: string,
  ): void {
    const to = this.#events;
    to.at.push(at);
    to.requestId.push(requestId);
    to.source.push(source);
    to.secretId.push(secretId);
    to.code.push(code);
    to.ip.push(ip);
    to.reason.push(reason);
    to.tag.push(tag);
  }

  /** Inserts what has come together, if it is a piece or if it is the end. */
  async flush(end = false): Promise<void> {
    if (this.#rollups.count.length >= (end ? 1 : CHUNK)) {
      const rows = this.#rollups;
      this.#rollups = emptyRollups();
      await this.#insertRollups(rows);
      this.written.rollups += rows.count.length;
    }
    if (this.#events.at.length >= (end ? 1 : CHUNK)) {
      const rows = this.#events;
      this.#events = emptyEvents();
      await this.#insertEvents(rows);
      this.written.events += rows.at.length;
    }
  }

  async #insertRollups(rows: ReturnType<typeof emptyRollups>): Promise<void> {
    const p = sql.param;
    await this.tx.execute(sql`
      insert into usage_rollups (workspace_id, resolution, bucket, api_id, environment, key_id, secret_id, identity_id, code, count, cost)
      select ${this.workspaceId}, r.resolution, to_timestamp(r.bucket / 1000.0), s."apiId", s.environment, s."keyId",
             r.secret_id, s."identityId", r.code, r.count, case when r.code = 'VALID' then r.count else 0 end
        from unnest(${p(rows.resolution)}::int[], ${p(rows.bucket)}::bigint[], ${p(rows.source)}::int[],
                    ${p(rows.secretId)}::text[], ${p(rows.code)}::text[], ${p(rows.count)}::bigint[])
             as r(resolution, bucket, source, secret_id, code, count)
        join jsonb_to_recordset(${this.#sources}::jsonb)
             as s(i int, "apiId" text, environment text, "keyId" text, "identityId" text) on s.i = r.source`);
  }

  async #insertEvents(rows: ReturnType<typeof emptyEvents>): Promise<void> {
    const p = sql.param;
    await this.tx.execute(sql`
      insert into usage_events (workspace_id, at, request_id, code, cost, api_id, environment, key_id, secret_id, identity_id, ip, reason, tags)
      select ${this.workspaceId}, to_timestamp(e.at / 1000.0), e.request_id, e.code,
             case when e.code = 'VALID' then 1 else 0 end, s."apiId", s.environment, s."keyId", e.secret_id,
             s."identityId", e.ip, e.reason, array[e.tag]
        from unnest(${p(rows.at)}::bigint[], ${p(rows.requestId)}::text[], ${p(rows.source)}::int[], ${p(rows.secretId)}::text[],
                    ${p(rows.code)}::text[], ${p(rows.ip)}::text[], ${p(rows.reason)}::text[], ${p(rows.tag)}::text[])
             as e(at, request_id, source, secret_id, code, ip, reason, tag)
        join jsonb_to_recordset(${this.#sources}::jsonb)
             as s(i int, "apiId" text, environment text, "keyId" text, "identityId" text) on s.i = e.source
       order by e.at`);
  }
}

function emptyRollups() {
  return {
    resolution: [] as number[],
    bucket: [] as number[],
    source: [] as number[],
    secretId: [] as string[],
    code: [] as string[],
    count: [] as number[],
  };
}

function emptyEvents() {
  return {
    at: [] as number[],
    requestId: [] as string[],
    source: [] as number[],
    secretId: [] as string[],
    code: [] as string[],
    ip: [] as string[],
    reason: [] as (string | null)[],
    tag: [] as string[],
  };
}
