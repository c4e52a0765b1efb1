import { and, eq, isNull, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { apis } from "@/db/schema";
import { type Ctx, mayApi, type TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import type { ApiRow } from "./schemas";

const itself = (ctx: Ctx, id: string) =>
  and(
    eq(apis.workspaceId, ctx.workspaceId),
    eq(apis.id, id),
    isNull(apis.deletedAt),
    // A root key that is limited to APIs knows of no other.
    mayApi(ctx, id) ? undefined : sql`false`,
  );
const missing = () => new Problem("not_found", "There is no such API.");

/** The API of this workspace, or `not_found`: what another workspace owns does not exist. */
export async function findApi(tx: Reader, ctx: Ctx, id: string): Promise<ApiRow> {
  const [row] = await tx.select().from(apis).where(itself(ctx, id));
  if (!row) throw missing();
  return row;
}

/** The same, locked until the transaction ends; no key can be created for it meanwhile. */
export async function lockApi(ctx: TxCtx, id: string): Promise<ApiRow> {
  const [row] = await ctx.tx.select().from(apis).where(itself(ctx, id)).for("update");
  if (!row) throw missing();
  return row;
}
