import { and, eq, inArray, type SQL } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { policies } from "@/db/schema";
import type { Ctx, TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import type { PolicyRow } from "./schemas";

/** The policies that this actor may know of: a root key that is limited to APIs sees only theirs. */
export function visiblePolicies(ctx: Ctx): SQL | undefined {
  return and(
    eq(policies.workspaceId, ctx.workspaceId),
    ctx.apiIds && ctx.apiIds.length > 0 ? inArray(policies.apiId, [...ctx.apiIds]) : undefined,
  );
}

const missing = () => new Problem("not_found", "There is no such policy.");

export async function findPolicy(tx: Reader, ctx: Ctx, id: string): Promise<PolicyRow> {
  const [row] = await tx
    .select()
    .from(policies)
    .where(and(visiblePolicies(ctx), eq(policies.id, id)));
  if (!row) throw missing();
  return row;
}

export async function lockPolicy(ctx: TxCtx, id: string): Promise<PolicyRow> {
  const [row] = await ctx.tx
    .select()
    .from(policies)
    .where(and(visiblePolicies(ctx), eq(policies.id, id)))
    .for("update");
  if (!row) throw missing();
  return row;
}
