import { and, desc, eq, lt } from "drizzle-orm";
import type { z } from "zod";
import { credentials } from "@/db/schema";
import { findCredential, ofAllowedApis } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { listRootKeysSchema, type RootKeyView } from "./schemas";
import { viewRootKey, viewRootKeys } from "./view";

/** Root keys newest first, by keyset. */
export async function listRootKeys(
  ctx: Ctx,
  input: z.input<typeof listRootKeysSchema> = {},
): Promise<{ items: RootKeyView[]; nextCursor: string | null }> {
  requireScope(ctx, "root-keys:read");
  const { limit, cursor } = parseInput(listRootKeysSchema, input);
  const tx = reading(ctx);
  const rows = await tx
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.workspaceId, ctx.workspaceId),
        eq(credentials.kind, "root"),
        ofAllowedApis(ctx, "root"),
        cursor === undefined ? undefined : lt(credentials.id, cursor),
      ),
    )
    .orderBy(desc(credentials.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const items = await viewRootKeys(tx, ctx.workspaceId, page, ctx.rt.now());
  return { items, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One root key. Error: not_found. */
export async function getRootKey(ctx: Ctx, id: string): Promise<RootKeyView> {
  requireScope(ctx, "root-keys:read");
  const tx = reading(ctx);
  return viewRootKey(tx, await findCredential(tx, ctx, "root", id), ctx.rt.now());
}
