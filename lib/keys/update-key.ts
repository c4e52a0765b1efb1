import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { apis, credentials, identities, proofs, roles } from "@/db/schema";
import type { AuditAction } from "../audit/actions";
import { audit } from "../audit/audit";
import { auditTarget } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { lockCredential, refuseRevoked } from "../credentials/stored";
import { auditedCredits, changeCredits } from "../credits/balance";
import { ensureIdentity } from "../identities/ensure-identity";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { changedFields, isSameContent } from "../platform/content";
import { type Ctx, requireScope, type TxCtx } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { refuseStale } from "../platform/errors/stale";
import { transact } from "../platform/transact";
import { resolveRoles } from "../roles/resolve-roles";
import { expiryOf } from "./lifetime";
import { checkPublishable } from "./publishable";
import { type KeyView, updateKeySchema } from "./schemas";
import { viewKey } from "./view";

type Wanted = z.output<typeof updateKeySchema>;
/** What is audited, and what is written to the key's row. */
type Changes = {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  row: Partial<typeof credentials.$inferInsert>;
};

const PLAIN = [
  "name",
  "enabled",
  "permissions",
  "expiresAt",
  "ipAllowlist",
  "ratelimits",
  "allowedOrigins",
  "metadata",
] as const;

/** The audited name of a change: switching on and off are acts of their own. */
function actionOf(changed: string[], enabled: boolean): AuditAction {
  if (changed.length === 1 && changed[0] === "enabled") return enabled ? "key.enabled" : "key.disabled";
  return "key.updated";
}

/**
 * Changes what is given and leaves the rest; on this node it holds from the next verification on. `ifVersion` is the
 * version that the change was meant for. Errors: invalid_request, not_found, key_ended, precondition_failed.
 */
export async function updateKey(
  ctx: Ctx,
  keyId: string,
  input: z.input<typeof updateKeySchema>,
  ifVersion?: number,
): Promise<KeyView> {
  requireScope(ctx, "keys:update");
  const wanted = parseInput(updateKeySchema, input);
  return transact(ctx, async (ctx) => {
    const row = await lockCredential(ctx, "key", keyId);
    refuseRevoked(row);
    refuseStale(row, ifVersion);
    const changes = plainChanges(row, wanted);
    // Before what is audited: every verb locks its rows first and the audit chain last.
    await changeRoles(ctx, row, wanted, changes);
    await changeOwner(ctx, row, wanted, changes);
    await changeBalance(ctx, row, wanted, changes);
    const changed = Object.keys(changes.after);
    if (changed.length === 0) return viewKey(ctx.tx, row, ctx.rt.now());
    await check(ctx, { ...row, ...changes.row } as CredentialRow, wanted);
    const [updated] = await ctx.tx
      .update(credentials)
      .set({ ...changes.row, updatedAt: new Date(ctx.rt.now()), version: sql`${credentials.version} + 1` })
      .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.id, keyId)))
      .returning();
    if (!updated) throw new Error("a locked key was not updated");
    if (updated.expiresAt && "expiresAt" in changes.after) await capRetirement(ctx, keyId, updated.expiresAt);
    await audit(ctx, {
      action: actionOf(changed, updated.enabled),
      target: auditTarget(updated),
      before: changes.before,
      after: changes.after,
    });
    await ctx.rt.changes.announce(ctx, { credential: keyId });
    return viewKey(ctx.tx, updated, ctx.rt.now());
  });
}

function plainChanges(row: CredentialRow, wanted: Wanted): Changes {
  const changes: Changes = { before: {}, after: {}, row: {} };
  for (const field of changedFields(PLAIN, row, wanted)) {
    changes.before[field] = row[field];
    changes.after[field] = wanted[field];
    Object.assign(changes.row, { [field]: wanted[field] });
  }
  return changes;
}

async function changeOwner(ctx: TxCtx, row: CredentialRow, { externalId }: Wanted, changes: Changes) {
  if (externalId === undefined) return;
  const identityId = externalId === null ? null : await ensureIdentity(ctx, externalId);
  if (identityId === row.identityId) return;
  const [owner] = row.identityId
    ? await ctx.tx
        .select({ externalId: identities.externalId })
        .from(identities)
        .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, row.identityId)))
    : [];
  changes.row.identityId = identityId;
  changes.before.externalId = owner?.externalId ?? null;
  changes.after.externalId = externalId;
}

async function changeRoles(ctx: TxCtx, row: CredentialRow, wanted: Wanted, changes: Changes) {
  if (!wanted.roles) return;
  const next = (await resolveRoles(ctx, wanted.roles)).map((role) => role.id);
  if (isSameContent(row.roleIds, next)) return;
  const all = await ctx.tx
    .select({ id: roles.id, name: roles.name })
    .from(roles)
    .where(eq(roles.workspaceId, ctx.workspaceId));
  changes.row.roleIds = next;
  changes.before.roles = all.filter(({ id }) => row.roleIds.includes(id)).map(({ name }) => name);
  changes.after.roles = wanted.roles;
}

async function changeBalance(ctx: TxCtx, row: CredentialRow, { credits }: Wanted, changes: Changes) {
  if (credits === undefined) return;
  const changed = await changeCredits(ctx, row.id, credits);
  if (!changed) return;
  changes.before.credits = auditedCredits(changed.before);
  changes.after.credits = auditedCredits(changed.after);
}

/** The rules that hold between a key's fields, and with its API. */
async function check(ctx: TxCtx, next: CredentialRow, wanted: Wanted): Promise<void> {
  checkPublishable(next);
  if (wanted.permissions) await ensurePermissions(ctx, wanted.permissions);
  if (wanted.expiresAt === undefined || !next.apiId) return;
  const [api] = await ctx.tx
    .select()
    .from(apis)
    .where(and(eq(apis.workspaceId, ctx.workspaceId), eq(apis.id, next.apiId)));
  if (api) expiryOf(api, wanted.expiresAt, ctx.rt.now());
}

/** A retirement never outlives the key: an earlier expiry brings it forward. */
export async function capRetirement(ctx: TxCtx, keyId: string, expiresAt: Date) {
  await ctx.tx
    .update(proofs)
    .set({ retiresAt: expiresAt })
    .where(
      and(
        eq(proofs.workspaceId, ctx.workspaceId),
        eq(proofs.credentialId, keyId),
        sql`${proofs.retiresAt} > ${expiresAt}`,
      ),
    );
}
