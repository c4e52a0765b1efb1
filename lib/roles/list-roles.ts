import { and, arrayContains, asc, eq, gt, ilike, or } from "drizzle-orm";
import type { z } from "zod";
import { roles } from "@/db/schema";
import { literal } from "../keys/key-filter";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { keysByRole } from "./find-role";
import { listRolesSchema, type RoleView, roleView } from "./schemas";

/** Roles by name, by keyset: `cursor` is the last name of the page before. Error: invalid_request. */
export async function listRoles(
  ctx: Ctx,
  input: z.input<typeof listRolesSchema> = {},
): Promise<{ items: RoleView[]; nextCursor: string | null }> {
  requireScope(ctx, "roles:read");
  const { limit, cursor, search, permission } = parseInput(listRolesSchema, input);
  const tx = reading(ctx);
  const inside = search ? `%${literal(search)}%` : undefined;
  const rows = await tx
    .select()
    .from(roles)
    .where(
      and(
        eq(roles.workspaceId, ctx.workspaceId),
        inside ? or(ilike(roles.name, inside), ilike(roles.description, inside)) : undefined,
        permission === undefined ? undefined : arrayContains(roles.permissions, [permission]),
        cursor === undefined ? undefined : gt(roles.name, cursor),
      ),
    )
    .orderBy(asc(roles.name))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const use = await keysByRole(
    tx,
    ctx.workspaceId,
    page.map((row) => row.id),
  );
  return {
    items: page.map((row) => roleView(row, use.get(row.id) ?? 0)),
    nextCursor: rows.length > limit ? (page.at(-1)?.name ?? null) : null,
  };
}
