import { and, eq, isNull, sql } from "drizzle-orm";
import { apis, credentials } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { lockApi } from "./find-api";

/**
 * Archives an API; its revoked keys and its usage stay readable. Errors: not_found, conflict (it has keys that are not
 * revoked).
 */
export async function deleteApi(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, "apis:delete");
  await transact(ctx, async (ctx) => {
    const row = await lockApi(ctx, id);
    const [left] = await ctx.tx
      .select({ count: sql<number>`count(*)::int` })
      .from(credentials)
      .where(
        and(
          eq(credentials.workspaceId, ctx.workspaceId),
          eq(credentials.apiId, id),
          isNull(credentials.revokedAt),
        ),
      );
    const count = left?.count ?? 0;
    if (count > 0)
      throw new Problem(
        "conflict",
        `${row.name} has ${count === 1 ? "a key that is" : `${count} keys that are`} not revoked. Revoke ${count === 1 ? "it" : "them"} first.`,
      );
    await ctx.tx
      .update(apis)
      .set({
        deletedAt: new Date(ctx.rt.now()),
        updatedAt: new Date(ctx.rt.now()),
        version: sql`${apis.version} + 1`,
      })
      .where(and(eq(apis.workspaceId, ctx.workspaceId), eq(apis.id, id)));
    await audit(ctx, {
      action: "api.deleted",
      target: { type: "api", id, name: row.name },
      before: { name: row.name, defaultPrefix: row.defaultPrefix, permissions: row.permissions },
    });
  });
}
