import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { apis, credentials, identities, proofs, roles } from "@/db/schema";
import { audit } from "../audit/audit";
import { auditTarget } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { lockCredential, refuseRevoked } from "../credentials/stored";
import { auditedCredits, changeCredits } from "../credits/balance";
import { ensureIdentity } from "../identities/ensure-identity";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { changedFields, isSameContent } from "../platform/content";
import { type Ctx, requireScope } from "../platform/context";
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
function actionOf(changed: string[], enabled: boolean): string {
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
  return transact(ctx, async (tx, inner) => {
    const row = await lockCredential(tx, ctx, "key", keyId);
    refuseRevoked(row);
    refuseStale(row, ifVersion);
    const changes = plainChanges(row, wanted);
    // Before what is audited: every verb locks its rows first and the audit chain last.
    await changeRoles(tx, inner, row, wanted, changes);
    await changeOwner(tx, inner, row, wanted, changes);
    await changeBalance(tx, inner, row, wanted, changes);
    const changed = Object.keys(changes.after);
    if (changed.length === 0) return viewKey(tx, row, ctx.rt.now());
    await check(tx, inner, { ...row, ...changes.row } as CredentialRow, wanted);
    const [updated] = await tx
      .update(credentials)
      .set({ ...changes.row, updatedAt: new Date(ctx.rt.now()), version: sql`${credentials.version} + 1` })
      .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.id, keyId)))
      .returning();
    if (!updated) throw new Error("a locked key was not updated");
    if (updated.expiresAt && "expiresAt" in changes.after)
      await capRetirement(tx, ctx, keyId, updated.expiresAt);
    await audit(tx, inner, {
      action: actionOf(changed, updated.enabled),
      target: auditTarget(updated),
      before: changes.before,
      after: changes.after,
    });
    await ctx.rt.changes.announce(tx, inner, { credential: keyId });
    return viewKey(tx, updated, ctx.rt.now());
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

async function changeOwner(tx: Tx, ctx: Ctx, row: CredentialRow, { externalId }: Wanted, changes: Changes) {
  if (externalId === undefined) return;
  const identityId = externalId === null ? null : await ensureIdentity(tx, ctx, externalId);
  if (identityId === row.identityId) return;
  const [owner] = row.identityId
    ? await tx
        .select({ externalId: identities.externalId })
        .from(identities)
        .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, row.identityId)))
    : [];
  changes.row.identityId = identityId;
  changes.before.externalId = owner?.externalId ?? null;
  changes.after.externalId = externalId;
}

async function changeRoles(tx: Tx, ctx: Ctx, row: CredentialRow, wanted: Wanted, changes: Changes) {
  if (!wanted.roles) return;
  const next = (await resolveRoles(tx, ctx, wanted.roles)).map((role) => role.id);
  if (isSameContent(row.roleIds, next)) return;
  const all = await tx
    .select({ id: roles.id, name: roles.name })
    .from(roles)
    .where(eq(roles.workspaceId, ctx.workspaceId));
  changes.row.roleIds = next;
  changes.before.roles = all.filter(({ id }) => row.roleIds.includes(id)).map(({ name }) => name);
  changes.after.roles = wanted.roles;
}

async function changeBalance(tx: Tx, ctx: Ctx, row: CredentialRow, { credits }: Wanted, changes: Changes) {
  if (credits === undefined) return;
  const changed = await changeCredits(tx, ctx, row.id, credits);
  if (!changed) return;
  changes.before.credits = auditedCredits(changed.before);
  changes.after.credits = auditedCredits(changed.after);
}

/** The rules that hold between a key's fields, and with its API. */
async function check(tx: Tx, ctx: Ctx, next: CredentialRow, wanted: Wanted): Promise<void> {
  checkPublishable(next);
  if (wanted.permissions) await ensurePermissions(tx, ctx, wanted.permissions);
  if (wanted.expiresAt === undefined || !next.apiId) return;
  const [api] = await tx
    .select()
    .from(apis)
    .where(and(eq(apis.workspaceId, ctx.workspaceId), eq(apis.id, next.apiId)));
  if (api) expiryOf(api, wanted.expiresAt, ctx.rt.now());
}

/** A retirement never outlives the key: an earlier expiry brings it forward. */
export async function capRetirement(tx: Tx, ctx: Ctx, keyId: string, expiresAt: Date) {
  await tx
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
