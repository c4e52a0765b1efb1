import { and, desc, eq, lt } from "drizzle-orm";
import type { z } from "zod";
import { ratelimitOverrides } from "@/db/schema";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { listOverridesSchema, type OverrideView } from "./schemas";

export function overrideView(row: typeof ratelimitOverrides.$inferSelect): OverrideView {
  const { workspaceId: _, createdAt, updatedAt, ...rest } = row;
  return { ...rest, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

/** Overrides newest first, by keyset. Error: invalid_request. */
export async function listOverrides(
  ctx: Ctx,
  input: z.input<typeof listOverridesSchema> = {},
): Promise<{ items: OverrideView[]; nextCursor: string | null }> {
  requireScope(ctx, "ratelimits:read");
  const { limit, cursor, namespace } = parseInput(listOverridesSchema, input);
  const rows = await reading(ctx)
    .select()
    .from(ratelimitOverrides)
    .where(
      and(
        eq(ratelimitOverrides.workspaceId, ctx.workspaceId),
        namespace === undefined ? undefined : eq(ratelimitOverrides.namespace, namespace),
        cursor === undefined ? undefined : lt(ratelimitOverrides.id, cursor),
      ),
    )
    .orderBy(desc(ratelimitOverrides.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return {
    items: page.map(overrideView),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
