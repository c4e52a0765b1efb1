import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { identities } from "@/db/schema";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { Problem } from "../errors/problem";
import { pageFields } from "../keys/fields";
import { reading } from "../transact";

export const listIdentitiesSchema = z.strictObject({
  ...pageFields,
  externalId: z.string().max(255).optional(),
});

export const identitySchema = z.object({
  id: z.string(),
  externalId: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
});
export type IdentityView = z.output<typeof identitySchema>;

const view = (row: typeof identities.$inferSelect): IdentityView => ({
  id: row.id,
  externalId: row.externalId,
  metadata: row.metadata,
  createdAt: row.createdAt.toISOString(),
});

/** The consumers that keys belong to, newest first, by keyset. */
export async function listIdentities(
  ctx: Ctx,
  input: z.input<typeof listIdentitiesSchema> = {},
): Promise<{ items: IdentityView[]; nextCursor: string | null }> {
  requireScope(ctx, "identities:read");
  const { limit, cursor, externalId } = parseInput(listIdentitiesSchema, input);
  const rows = await reading(ctx)
    .select()
    .from(identities)
    .where(
      and(
        eq(identities.workspaceId, ctx.workspaceId),
        externalId === undefined ? undefined : eq(identities.externalId, externalId),
        cursor === undefined ? undefined : lt(identities.id, cursor),
      ),
    )
    .orderBy(desc(identities.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One consumer. Error: not_found. */
export async function getIdentity(ctx: Ctx, id: string): Promise<IdentityView> {
  requireScope(ctx, "identities:read");
  const [row] = await reading(ctx)
    .select()
    .from(identities)
    .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, id)));
  if (!row) throw new Problem("not_found", "There is no such identity.");
  return view(row);
}
