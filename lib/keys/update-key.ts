import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { identities, keys, secrets } from "@/db/schema";
import { audit } from "../audit/audit";
import { type Ctx, requireScope } from "../context";
import { parseInput } from "../errors/parse";
import { ensureIdentity } from "../identities/ensure-identity";
import { transact } from "../transact";
import { auditTarget, lockKey, refuseRevoked } from "./find-key";
import { type KeyView, updateKeySchema } from "./schemas";
import { viewKey } from "./view";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Without the fields that were left out. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The audited name of a change: switching on and off are acts of their own. */
function actionOf(changed: string[], enabled: boolean): string {
  if (changed.length === 1 && changed[0] === "enabled") return enabled ? "key.enabled" : "key.disabled";
  return "key.updated";
}

/**
 * Changes what is given and leaves the rest; on this node it holds from the next verification on.
 * Errors: invalid_request, not_found, key_ended.
 */
export async function updateKey(
  ctx: Ctx,
  keyId: string,
  input: z.input<typeof updateKeySchema>,
): Promise<KeyView> {
  requireScope(ctx, "keys:update");
  const wanted = parseInput(updateKeySchema, input);
  return transact(ctx, async (tx, inner) => {
    const row = await lockKey(tx, ctx, "key", keyId);
    refuseRevoked(row);
    const { externalId, ...fields } = wanted;
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(defined(fields))) {
      const old = row[field as keyof typeof fields];
      if (same(old, value)) continue;
      before[field] = old;
      after[field] = value;
    }
    let nextIdentityId = row.identityId;
    if (externalId !== undefined) {
      const identityId = externalId === null ? null : await ensureIdentity(tx, inner, externalId);
      if (identityId !== row.identityId) {
        const [owner] = row.identityId
          ? await tx
              .select({ externalId: identities.externalId })
              .from(identities)
              .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, row.identityId)))
          : [];
        nextIdentityId = identityId;
        before.externalId = owner?.externalId ?? null;
        after.externalId = externalId;
      }
    }
    const changed = Object.keys(after);
    if (changed.length === 0) return viewKey(tx, row, ctx.rt.now());
    const [updated] = await tx
      .update(keys)
      .set({
        ...defined(fields),
        identityId: nextIdentityId,
        updatedAt: new Date(ctx.rt.now()),
        version: sql`${keys.version} + 1`,
      })
      .where(and(eq(keys.workspaceId, ctx.workspaceId), eq(keys.id, keyId)))
      .returning();
    if (!updated) throw new Error("a locked key was not updated");
    if (updated.expiresAt && "expiresAt" in after) await capRetirement(tx, ctx, keyId, updated.expiresAt);
    await audit(tx, inner, {
      action: actionOf(changed, updated.enabled),
      target: auditTarget(updated),
      before,
      after,
    });
    inner.afterCommit?.push(() => ctx.rt.secrets.forgetKey(keyId));
    return viewKey(tx, updated, ctx.rt.now());
  });
}

/** A retirement never outlives the key: an earlier expiry brings it forward. */
async function capRetirement(tx: Tx, ctx: Ctx, keyId: string, expiresAt: Date) {
  await tx
    .update(secrets)
    .set({ retiresAt: expiresAt })
    .where(
      and(
        eq(secrets.workspaceId, ctx.workspaceId),
        eq(secrets.keyId, keyId),
        sql`${secrets.retiresAt} > ${expiresAt}`,
      ),
    );
}
