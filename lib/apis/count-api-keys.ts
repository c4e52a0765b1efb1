import { and, eq, isNull, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";

export type ApiKeyCounts = { all: number; administrative: number; limitless: number };

/**
 * The keys of an API that are not revoked: all, those with an administrative permission (their own, by a wildcard or by a
 * role, as verify sees it), and those that never expire.
 */
export async function countApiKeys(ctx: Ctx, apiId: string): Promise<ApiKeyCounts> {
  requireScope(ctx, "keys:read");
  const administrative = sql`exists (
    select 1 from permissions p where p.workspace_id = ${keys.workspaceId} and p.administrative
       and (array[p.name, split_part(p.name, ':', 1) || ':*', '*'] && ${keys.permissions}
            or exists (select 1 from roles r where r.workspace_id = ${keys.workspaceId} and r.id = any(${keys.roleIds})
                   and array[p.name, split_part(p.name, ':', 1) || ':*', '*'] && r.permissions)))`;
  const [row] = await reading(ctx)
    .select({
      all: sql<number>`count(*)::int`,
      administrative: sql<number>`(count(*) filter (where not ${keys.publishable} and ${administrative}))::int`,
      limitless: sql<number>`(count(*) filter (where ${keys.expiresAt} is null))::int`,
    })
    .from(keys)
    .where(
      and(
        eq(keys.workspaceId, ctx.workspaceId),
        eq(keys.kind, "key"),
        eq(keys.apiId, apiId),
        isNull(keys.revokedAt),
      ),
    );
  return row ?? { all: 0, administrative: 0, limitless: 0 };
}
