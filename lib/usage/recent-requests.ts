import { type Ctx, requireScope } from "../context";
import type { VerificationCode } from "../verify/codes";

export type RequestView = {
  requestId: string;
  at: string;
  code: VerificationCode;
  cost: number;
  keyId: string | null;
  /** Null where the value belongs to no key. */
  keyName: string | null;
  secretId: string | null;
  apiId: string | null;
  environment: string | null;
  ip: string | null;
  reason: string | null;
  tags: string[];
};

type Row = Omit<RequestView, "at" | "tags" | "requestId"> & {
  request_id: string;
  at: Date;
  tags: string[] | null;
};

/**
 * The latest verifications, newest first, of a key or of the workspace; at most 100. `before`: only older than this time.
 * `denied`: only those that were not VALID. `unknown`: values that belong to no key, and so to no environment, too.
 */
export async function recentRequests(
  ctx: Ctx,
  filter: {
    keyId?: string;
    secretId?: string;
    apiId?: string;
    environment?: "live" | "test";
    unknown?: boolean;
    denied?: boolean;
    before?: string;
    limit?: number;
  } = {},
): Promise<RequestView[]> {
  requireScope(ctx, "usage:read");
  const values: unknown[] = [ctx.workspaceId];
  const put = (value: unknown) => `$${values.push(value)}`;
  const parts = ["u.workspace_id = $1"];
  if (ctx.apiIds && ctx.apiIds.length > 0) parts.push(`u.api_id = any(${put([...ctx.apiIds])})`);
  if (filter.keyId) parts.push(`u.key_id = ${put(filter.keyId)}`);
  if (filter.secretId) parts.push(`u.secret_id = ${put(filter.secretId)}`);
  if (filter.apiId) parts.push(`u.api_id = ${put(filter.apiId)}`);
  if (filter.environment) {
    const own = `u.environment = ${put(filter.environment)}`;
    parts.push(filter.unknown ? `(${own} or u.environment = '')` : own);
  }
  if (filter.denied) parts.push("u.code <> 'VALID'");
  if (filter.before) parts.push(`u.at < ${put(new Date(filter.before))}`);
  const { rows } = await ctx.rt.pool.query<Row>(
    `select u.request_id, u.at, u.code, u.cost, u.ip, u.reason, u.tags, nullif(u.key_id, '') as "keyId",
            k.name as "keyName",
            nullif(u.secret_id, '') as "secretId", nullif(u.api_id, '') as "apiId", nullif(u.environment, '') as environment
       from usage_events u left join keys k on k.id = u.key_id and k.workspace_id = u.workspace_id
      where ${parts.join(" and ")}
      order by u.at desc, u.request_id desc limit ${put(Math.min(filter.limit ?? 20, 100))}`,
    values,
  );
  return rows.map(({ request_id, at, tags, ...row }) => ({
    ...row,
    requestId: request_id,
    at: at.toISOString(),
    tags: tags ?? [],
  }));
}
