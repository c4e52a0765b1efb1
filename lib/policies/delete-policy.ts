import { and, eq } from "drizzle-orm";
import { policies } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireScope } from "../platform/context";
import { transact } from "../platform/transact";
import { lockPolicy } from "./find-policy";
import { policyRules } from "./schemas";

/** Takes an API's policy away: nothing happens by itself any more. Error: not_found. */
export async function deletePolicy(ctx: Ctx, id: string): Promise<{ id: string; deleted: true }> {
  requireScope(ctx, "policies:update");
  return transact(ctx, async (ctx) => {
    const row = await lockPolicy(ctx, id);
    await ctx.tx.delete(policies).where(and(eq(policies.workspaceId, ctx.workspaceId), eq(policies.id, id)));
    await audit(ctx, {
      action: "policy.deleted",
      target: { type: "policy", id, name: row.apiId },
      before: policyRules(row),
    });
    return { id, deleted: true };
  });
}
