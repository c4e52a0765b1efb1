import { and, asc, eq, gt, ilike, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { permissions } from "@/db/schema";
import { literal } from "../keys/key-filter";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { permissionUse } from "./permission-use";
import { listPermissionsSchema, NO_USE, type PermissionView, permissionView } from "./schemas";

/** The catalogue by name, by keyset: `cursor` is the last name of the page before. Error: invalid_request. */
export async function listPermissions(
  ctx: Ctx,
  input: z.input<typeof listPermissionsSchema> = {},
): Promise<{ items: PermissionView[]; nextCursor: string | null }> {
  requireScope(ctx, "permissions:read");
  const { limit, cursor, search, administrative } = parseInput(listPermissionsSchema, input);
  const tx = reading(ctx);
  const inside = search ? `%${literal(search)}%` : undefined;
  const rows = await tx
    .select()
    .from(permissions)
    .where(
      and(
        eq(permissions.workspaceId, ctx.workspaceId),
        inside ? or(ilike(permissions.name, inside), ilike(permissions.description, inside)) : undefined,
        administrative === undefined ? undefined : eq(permissions.administrative, administrative === "true"),
        cursor === undefined ? undefined : gt(permissions.name, cursor),
      ),
    )
    .orderBy(asc(permissions.name))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const use = await permissionUse(
    tx,
    ctx.workspaceId,
    page.map((row) => row.name),
  );
  return {
    items: page.map((row) => permissionView(row, use.get(row.name) ?? NO_USE)),
    nextCursor: rows.length > limit ? (page.at(-1)?.name ?? null) : null,
  };
}

export type CatalogueCounts = { all: number; administrative: number };

/** How many permissions there are, and how many of them are administrative. */
export async function countPermissions(ctx: Ctx): Promise<CatalogueCounts> {
  requireScope(ctx, "permissions:read");
  const [row] = await reading(ctx)
    .select({
      all: sql<number>`count(*)::int`,
      administrative: sql<number>`(count(*) filter (where ${permissions.administrative}))::int`,
    })
    .from(permissions)
    .where(eq(permissions.workspaceId, ctx.workspaceId));
  return row ?? { all: 0, administrative: 0 };
}

/** As many names as a grid can be read with; what is beyond can still be typed. */
const MAX_NAMES = 2_000;

export type CatalogueName = { name: string; administrative: boolean };

/** The names of the whole catalogue, for a grid of resource and action. */
export async function catalogueNames(ctx: Ctx): Promise<CatalogueName[]> {
  requireScope(ctx, "permissions:read");
  return reading(ctx)
    .select({ name: permissions.name, administrative: permissions.administrative })
    .from(permissions)
    .where(eq(permissions.workspaceId, ctx.workspaceId))
    .orderBy(asc(permissions.name))
    .limit(MAX_NAMES);
}
