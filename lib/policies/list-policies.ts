import { and, desc, lt } from "drizzle-orm";
import type { z } from "zod";
import { policies } from "@/db/schema";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { reading } from "../platform/transact";
import { findPolicy, visiblePolicies } from "./find-policy";
import { listPoliciesSchema, type PolicyView, policyView } from "./schemas";

/** Policies newest first, by keyset. Error: invalid_request. */
export async function listPolicies(
  ctx: Ctx,
  input: z.input<typeof listPoliciesSchema> = {},
): Promise<{ items: PolicyView[]; nextCursor: string | null }> {
  requireScope(ctx, "policies:read");
  const { limit, cursor } = parseInput(listPoliciesSchema, input);
  const rows = await reading(ctx)
    .select()
    .from(policies)
    .where(and(visiblePolicies(ctx), cursor === undefined ? undefined : lt(policies.id, cursor)))
    .orderBy(desc(policies.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(policyView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** Error: not_found. */
export async function getPolicy(ctx: Ctx, id: string): Promise<PolicyView> {
  requireScope(ctx, "policies:read");
  return policyView(await findPolicy(reading(ctx), ctx, id));
}
