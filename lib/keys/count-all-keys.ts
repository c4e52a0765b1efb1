import { and, eq, isNull, sql } from "drizzle-orm";
import { credentials } from "@/db/schema";
import { ofAllowedApis } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { reading } from "../platform/transact";
import { MOST_COUNTED } from "./list-keys";

/** How many keys of the workspace are not revoked, counted no further than `MOST_COUNTED`. */
export async function countAllKeys(ctx: Ctx): Promise<number> {
  requireScope(ctx, "keys:read");
  const tx = reading(ctx);
  const some = tx
    .select({ one: sql`1` })
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, ctx.workspaceId),
        eq(credentials.kind, "key"),
        ofAllowedApis(ctx, "key"),
        isNull(credentials.revokedAt),
      ),
    )
    .limit(MOST_COUNTED + 1)
    .as("some");
  const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(some);
  return row?.count ?? 0;
}
