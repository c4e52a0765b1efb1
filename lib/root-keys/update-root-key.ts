import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { credentials } from "@/db/schema";
import type { AuditAction } from "../audit/actions";
import { audit } from "../audit/audit";
import { auditTarget } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { lockCredential, refuseRevoked } from "../credentials/stored";
import { capRetirement } from "../keys/update-key";
import { rangeTest } from "../platform/address";
import { changedFields } from "../platform/content";
import { type Ctx, requireScope, type TxCtx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { refuseStale } from "../platform/errors/stale";
import { transact } from "../platform/transact";
import { excess, requireApis } from "./excess";
import { type RootKeyView, updateRootKeySchema } from "./schemas";
import { viewRootKey } from "./view";

const FIELDS = [
  "name",
  "enabled",
  "permissions",
  "apiIds",
  "ipAllowlist",
  "expiresAt",
  "ratelimits",
] as const;
type Field = (typeof FIELDS)[number];

/** The audited name of a change: switching on and off are acts of their own. */
function actionOf(changed: Field[], enabled: boolean): AuditAction {
  if (changed.length === 1 && changed[0] === "enabled")
    return enabled ? "root_key.enabled" : "root_key.disabled";
  return "root_key.updated";
}

/**
 * Changes what is given and leaves the rest; on this node it holds from the next call on. `ifVersion` is the version
 * that the change was meant for. Nobody makes of a root key one that may do more than they may.
 * Errors: invalid_request, not_found, forbidden, key_ended, precondition_failed.
 */
export async function updateRootKey(
  ctx: Ctx,
  id: string,
  input: z.input<typeof updateRootKeySchema>,
  ifVersion?: number,
): Promise<RootKeyView> {
  requireScope(ctx, "root-keys:update");
  const wanted = parseInput(updateRootKeySchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockCredential(ctx, "root", id);
    refuseRevoked(row);
    refuseStale(row, ifVersion);
    const changed = changedFields(FIELDS, row, wanted);
    if (changed.length === 0) return viewRootKey(ctx.tx, row, ctx.rt.now());
    const picked = (of: Partial<Record<Field, unknown>>) =>
      Object.fromEntries(changed.map((field) => [field, of[field]]));
    const after = picked(wanted);
    await check(ctx, row, { ...row, ...after }, changed);
    const [updated] = await ctx.tx
      .update(credentials)
      .set({ ...after, updatedAt: new Date(ctx.rt.now()), version: sql`${credentials.version} + 1` })
      .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.id, id)))
      .returning();
    if (!updated) throw new Error("a locked root key was not updated");
    if (updated.expiresAt && changed.includes("expiresAt")) await capRetirement(ctx, id, updated.expiresAt);
    await audit(ctx, {
      action: actionOf(changed, updated.enabled),
      target: auditTarget(updated),
      before: picked(row),
      after,
    });
    await ctx.rt.changes.announce(ctx, { credential: id });
    return viewRootKey(ctx.tx, updated, ctx.rt.now());
  });
}

async function check(ctx: TxCtx, row: CredentialRow, next: CredentialRow, changed: Field[]): Promise<void> {
  // A name says nothing of what it may do, and whoever may change root keys may stop one.
  const harmless = (field: Field) => field === "name" || (field === "enabled" && !next.enabled);
  if (!changed.every(harmless)) {
    const more = await excess(ctx.tx, ctx, next);
    if (more.length > 0)
      throw new Problem("forbidden", `You cannot give what you do not have: ${more.join(", ")}.`);
  }
  await requireApis(
    ctx.tx,
    ctx,
    next.apiIds.filter((api) => !row.apiIds.includes(api)),
  );
  if (ctx.actor.id !== row.id) return;
  if (changed.includes("ratelimits"))
    throw new Problem("forbidden", "A root key cannot change its own limits.");
  // Taken away, it could not be given back by the same root key.
  const { address } = ctx;
  if (!changed.includes("ipAllowlist") || next.ipAllowlist.length === 0) return;
  if (address && rangeTest(next.ipAllowlist)(address)) return;
  const message = `must hold ${address ?? "the address"}, from which this root key calls now`;
  throw new Problem("invalid_request", `ipAllowlist: ${message}`, [{ field: "ipAllowlist", message }]);
}
