import { and, desc, eq, ilike, lt, or } from "drizzle-orm";
import type { z } from "zod";
import { identities } from "@/db/schema";
import { literal } from "../keys/key-filter";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { viewIdentities } from "./find-identity";
import { type IdentityView, listIdentitiesSchema } from "./schemas";

/** The consumers that keys belong to, newest first, by keyset. */
export async function listIdentities(
  ctx: Ctx,
  input: z.input<typeof listIdentitiesSchema> = {},
): Promise<{ items: IdentityView[]; nextCursor: string | null }> {
  requireScope(ctx, "identities:read");
  const { limit, cursor, externalId, search } = parseInput(listIdentitiesSchema, input);
  const tx = reading(ctx);
  const rows = await tx
    .select()
    .from(identities)
    .where(
      and(
        eq(identities.workspaceId, ctx.workspaceId),
        externalId === undefined ? undefined : eq(identities.externalId, externalId),
        search
          ? or(
              ilike(identities.externalId, `%${literal(search)}%`),
              ilike(identities.id, `${literal(search)}%`),
            )
          : undefined,
        cursor === undefined ? undefined : lt(identities.id, cursor),
      ),
    )
    .orderBy(desc(identities.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return {
    items: await viewIdentities(tx, ctx, page),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
