import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { identities } from "@/db/schema";
import { audit } from "../audit/audit";
import { auditedCredits, changeCredits } from "../credits/balance";
import { changedFields } from "../platform/content";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { refuseStale } from "../platform/errors/stale";
import { transact } from "../platform/transact";
import { announceKeysOf, identityTarget, lockIdentity, viewIdentity } from "./find-identity";
import { type IdentityView, updateIdentitySchema } from "./schemas";

const FIELDS = ["metadata", "ratelimits"] as const;

/**
 * Changes what is given; its keys take it from their next verification on. Errors: invalid_request, not_found,
 * precondition_failed.
 */
export async function updateIdentity(
  ctx: Ctx,
  id: string,
  input: z.input<typeof updateIdentitySchema>,
  ifVersion?: number,
): Promise<IdentityView> {
  requireScope(ctx, "identities:update");
  requireEveryApi(ctx);
  const wanted = parseInput(updateIdentitySchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockIdentity(ctx, id);
    refuseStale(row, ifVersion);
    const changed = changedFields(FIELDS, row, wanted);
    const credits = wanted.credits === undefined ? null : await changeCredits(ctx, id, wanted.credits);
    if (changed.length === 0 && !credits) return viewIdentity(ctx.tx, ctx, row);
    const pick = (source: Partial<Record<(typeof FIELDS)[number], unknown>>) =>
      Object.fromEntries(changed.map((field) => [field, source[field]]));
    const [updated] = await ctx.tx
      .update(identities)
      .set({ ...pick(wanted), updatedAt: new Date(ctx.rt.now()), version: sql`${identities.version} + 1` })
      .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, id)))
      .returning();
    if (!updated) throw new Error("a locked identity was not updated");
    await audit(ctx, {
      action: "identity.updated",
      target: identityTarget(row),
      before: { ...pick(row), ...(credits ? { credits: auditedCredits(credits.before) } : {}) },
      after: { ...pick(wanted), ...(credits ? { credits: auditedCredits(credits.after) } : {}) },
    });
    await announceKeysOf(ctx, id);
    return viewIdentity(ctx.tx, ctx, updated);
  });
}
