import { type Ctx, requireScope } from "../platform/context";
import { readHeavily } from "../platform/heavy-reads";
import type { VerificationCode } from "../verify/codes";
import { type Scan, slices, usageScan } from "./scan";

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

type RequestFilter = {
  keyId?: string;
  secretId?: string;
  apiId?: string;
  environment?: "live" | "test";
  unknown?: boolean;
  denied?: boolean;
  before?: string;
  limit?: number;
};

/** Enough for a list without a filter; where few fit one, the next steps are larger. */
const FIRST_ROWS = 200;
/** So many events are looked through for those that fit. */
const MAX_LOOKED = 200_000;
/** Another process's clock may be ahead. */
const AHEAD_MS = 86_400_000;
const BEFORE = { field: "before", advice: "filter by keyId" };

/**
 * The latest verifications, newest first, of a key or of the workspace; at most 100, of the latest 200,000 or so. `before`:
 * only older than this time. `denied`: only those that were not VALID. `unknown`: values that belong to no key, and so to
 * no environment, too.
 */
export async function recentRequests(ctx: Ctx, filter: RequestFilter = {}): Promise<RequestView[]> {
  requireScope(ctx, "usage:read");
  const most = Math.min(filter.limit ?? 20, 100);
  const scan = scanOf(ctx, filter);
  const n = scan.values.length;
  return readHeavily(ctx, BEFORE, async (read) => {
    const found: Row[] = [];
    let looked = 0;
    read.rows = FIRST_ROWS;
    for await (const slice of slices(read, scan, "desc")) {
      looked += read.rows;
      const rows = await read.query<Row>(
        `select u.request_id, u.at, u.code, u.cost, u.ip, u.reason, u.tags, nullif(u.key_id, '') as "keyId",
                k.name as "keyName",
                nullif(u.secret_id, '') as "secretId", nullif(u.api_id, '') as "apiId", nullif(u.environment, '') as environment
           from usage_events u left join credentials k on k.id = u.key_id and k.workspace_id = u.workspace_id
          where ${scan.where} and u.at >= $${n + 1} and u.at < $${n + 2}
          order by u.at desc, u.request_id desc limit $${n + 3}`,
        [...scan.values, new Date(slice.from), new Date(slice.to), most - found.length],
      );
      found.push(...rows);
      if (found.length >= most || looked >= MAX_LOOKED) break;
    }
    return found.map(({ request_id, at, tags, ...row }) => ({
      ...row,
      requestId: request_id,
      at: at.toISOString(),
      tags: tags ?? [],
    }));
  });
}

function scanOf(ctx: Ctx, filter: RequestFilter): Scan {
  const to = filter.before ? Date.parse(filter.before) : ctx.rt.now() + AHEAD_MS;
  const asked = { interval: "minute", timeZone: "UTC", keyId: filter.keyId, apiId: filter.apiId } as const;
  const scan = usageScan(ctx, asked, { from: 0, to }, { events: true });
  const values = [...scan.values];
  const put = (value: unknown) => `$${values.push(value)}`;
  const parts = [scan.where];
  if (filter.secretId) parts.push(`u.secret_id = ${put(filter.secretId)}`);
  if (filter.environment) {
    const own = `u.environment = ${put(filter.environment)}`;
    parts.push(filter.unknown ? `(${own} or u.environment = '')` : own);
  }
  if (filter.denied) parts.push("u.code <> 'VALID'");
  return { ...scan, where: parts.join(" and "), values };
}
