import type { z } from "zod";
import { policies } from "@/db/schema";
import { findApi } from "../apis/find-api";
import { audit } from "../audit/audit";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { transact } from "../platform/transact";
import { createPolicySchema, type PolicyView, policyRules, policyView } from "./schemas";

/** Gives an API its policy. Errors: invalid_request, not_found (API), conflict if it has one. */
export async function createPolicy(ctx: Ctx, input: z.input<typeof createPolicySchema>): Promise<PolicyView> {
  requireScope(ctx, "policies:update");
  const { apiId, ...rules } = parseInput(createPolicySchema, input);
  return transact(ctx, async (ctx) => {
    const api = await findApi(ctx.tx, ctx, apiId);
    const at = new Date(ctx.rt.now());
    const [row] = await ctx.tx
      .insert(policies)
      .values({
        id: newId("policy", ctx.rt.now()),
        workspaceId: ctx.workspaceId,
        apiId,
        ...rules,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoNothing()
      .returning();
    if (!row) throw new Problem("conflict", `${api.name} has a policy already; change that one.`);
    await audit(ctx, {
      action: "policy.created",
      target: { type: "policy", id: row.id, name: api.name },
      after: policyRules(row),
    });
    return policyView(row);
  });
}
