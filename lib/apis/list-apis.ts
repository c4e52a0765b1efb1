import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { z } from "zod";
import { apis, credentials } from "@/db/schema";
import { ofAllowedApis } from "../credentials/stored";
import { MOST_COUNTED } from "../keys/list-keys";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { reading } from "../platform/transact";
import { type ApiView, apiView, listApisSchema } from "./schemas";

/** APIs newest first, by keyset: `cursor` is the last id of the page before. Error: invalid_request. */
export async function listApis(
  ctx: Ctx,
  input: z.input<typeof listApisSchema> = {},
): Promise<{ items: ApiView[]; nextCursor: string | null }> {
  requireScope(ctx, "apis:read");
  const { limit, cursor } = parseInput(listApisSchema, input);
  if (cursor !== undefined && !/^api_[0-9A-Z]{26}$/.test(cursor))
    throw new Problem("invalid_request", "cursor: is not one that a list gave", [
      { field: "cursor", message: "is not one that a list gave" },
    ]);
  const rows = await reading(ctx)
    .select()
    .from(apis)
    .where(
      and(
        eq(apis.workspaceId, ctx.workspaceId),
        isNull(apis.deletedAt),
        ctx.apiIds && ctx.apiIds.length > 0 ? inArray(apis.id, [...ctx.apiIds]) : undefined,
        cursor === undefined ? undefined : lt(apis.id, cursor),
      ),
    )
    .orderBy(desc(apis.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(apiView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** How many keys that are not revoked these APIs have, both environments together, none counted further than `MOST_COUNTED`. */
export async function countKeysByApi(ctx: Ctx, apiIds: readonly string[]): Promise<Map<string, number>> {
  requireScope(ctx, "keys:read");
  const tx = reading(ctx);
  const ofOne = tx
    .select({ one: sql`1` })
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, ctx.workspaceId),
        eq(credentials.apiId, apis.id),
        ofAllowedApis(ctx, "key"),
        isNull(credentials.revokedAt),
      ),
    )
    .limit(MOST_COUNTED + 1);
  const rows = await tx
    .select({ id: apis.id, count: sql<number>`(select count(*)::int from (${ofOne.getSQL()}) counted)` })
    .from(apis)
    .where(and(eq(apis.workspaceId, ctx.workspaceId), inArray(apis.id, [...apiIds])));
  return new Map(rows.map(({ id, count }) => [id, count]));
}
