import { and, eq, isNull, sql } from "drizzle-orm";
import { credentials } from "@/db/schema";
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
    select 1 from permissions p where p.workspace_id = ${credentials.workspaceId} and p.administrative
       and (array[p.name, split_part(p.name, ':', 1) || ':*', '*'] && ${credentials.permissions}
            or exists (select 1 from roles r where r.workspace_id = ${credentials.workspaceId} and r.id = any(${credentials.roleIds})
                   and array[p.name, split_part(p.name, ':', 1) || ':*', '*'] && r.permissions)))`;
  const [row] = await reading(ctx)
    .select({
      all: sql<number>`count(*)::int`,
      administrative: sql<number>`(count(*) filter (where not ${credentials.publishable} and ${administrative}))::int`,
      limitless: sql<number>`(count(*) filter (where ${credentials.expiresAt} is null))::int`,
    })
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, ctx.workspaceId),
        eq(credentials.kind, "key"),
        eq(credentials.apiId, apiId),
        isNull(credentials.revokedAt),
      ),
    );
  return row ?? { all: 0, administrative: 0, limitless: 0 };
}
