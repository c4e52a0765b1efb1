import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { apis } from "@/db/schema";
import { audit } from "../audit/audit";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { changedFields } from "../platform/content";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { refuseStale } from "../platform/errors/stale";
import { transact } from "../platform/transact";
import { lockApi } from "./find-api";
import { type ApiView, apiView, checkLifetimes, updateApiSchema } from "./schemas";

const FIELDS = [
  "name",
  "defaultPrefix",
  "permissions",
  "ratelimits",
  "administrativeRatelimits",
  "defaultLifetimeSeconds",
  "maxLifetimeSeconds",
] as const;
/** What verifications read; the other fields only matter when a key is made. */
const VERIFIED = new Set<string>(["ratelimits", "administrativeRatelimits"]);

/**
 * Changes what is given; keys that exist keep their prefix, permissions and expiry, and take the
 * new limits. Errors: invalid_request, not_found, precondition_failed.
 */
export async function updateApi(
  ctx: Ctx,
  id: string,
  input: z.input<typeof updateApiSchema>,
  ifVersion?: number,
): Promise<ApiView> {
  requireScope(ctx, "apis:update");
  const wanted = parseInput(updateApiSchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockApi(ctx, id);
    refuseStale(row, ifVersion);
    checkLifetimes({ ...row, ...wanted });
    const changed = changedFields(FIELDS, row, wanted);
    if (changed.length === 0) return apiView(row);
    const pick = (source: Partial<Record<(typeof FIELDS)[number], unknown>>) =>
      Object.fromEntries(changed.map((field) => [field, source[field]]));
    const [updated] = await ctx.tx
      .update(apis)
      .set({ ...pick(wanted), updatedAt: new Date(ctx.rt.now()), version: sql`${apis.version} + 1` })
      .where(and(eq(apis.workspaceId, ctx.workspaceId), eq(apis.id, id)))
      .returning();
    if (!updated) throw new Error("a locked API was not updated");
    if (wanted.permissions) await ensurePermissions(ctx, wanted.permissions);
    await audit(ctx, {
      action: "api.updated",
      target: { type: "api", id, name: updated.name },
      before: pick(row),
      after: pick(wanted),
    });
    // The keys that its limits hold for are not known by name here.
    if (changed.some((field) => VERIFIED.has(field)))
      await ctx.rt.changes.announce(ctx, { workspace: ctx.workspaceId });
    return apiView(updated);
  });
}
