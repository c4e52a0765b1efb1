import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { policies } from "@/db/schema";
import { findApi } from "../apis/find-api";
import { audit } from "../audit/audit";
import { changedFields } from "../platform/content";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { refuseStale } from "../platform/errors/stale";
import { transact } from "../platform/transact";
import { lockPolicy } from "./find-policy";
import { type PolicyView, policyRules, policyView, updatePolicySchema } from "./schemas";

const FIELDS = ["finishAfterQuietHours", "extendUpToHours", "rotateEveryDays", "remindDays"] as const;

/** Changes what is given; null takes a rule away. Errors: invalid_request, not_found, precondition_failed. */
export async function updatePolicy(
  ctx: Ctx,
  id: string,
  input: z.input<typeof updatePolicySchema>,
  ifVersion?: number,
): Promise<PolicyView> {
  requireScope(ctx, "policies:update");
  const wanted = parseInput(updatePolicySchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockPolicy(ctx, id);
    refuseStale(row, ifVersion);
    const changed = changedFields(FIELDS, row, wanted);
    if (changed.length === 0) return policyView(row);
    const given = Object.fromEntries(changed.map((field) => [field, wanted[field]]));
    const [updated] = await ctx.tx
      .update(policies)
      .set({ ...given, updatedAt: new Date(ctx.rt.now()), version: sql`${policies.version} + 1` })
      .where(and(eq(policies.workspaceId, ctx.workspaceId), eq(policies.id, id)))
      .returning();
    if (!updated) throw new Error("a locked policy was not updated");
    const api = await findApi(ctx.tx, ctx, row.apiId);
    await audit(ctx, {
      action: "policy.updated",
      target: { type: "policy", id, name: api.name },
      before: policyRules(row),
      after: policyRules(updated),
    });
    return policyView(updated);
  });
}
