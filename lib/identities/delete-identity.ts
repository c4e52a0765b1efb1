import { and, eq } from "drizzle-orm";
import { credentials, identities } from "@/db/schema";
import { audit } from "../audit/audit";
import { setCredits } from "../credits/balance";
import { type Ctx, requireEveryApi, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import { announceKeysOf, identityTarget, lockIdentity, viewIdentity } from "./find-identity";

/**
 * Deletes a consumer without keys, its credits too. Revoked keys lose their owner; who they belonged to is in the audit
 * log, and their usage keeps the identity's id. Errors: not_found, conflict (keys that are not revoked belong to it).
 */
export async function deleteIdentity(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, "identities:delete");
  requireEveryApi(ctx);
  await transact(ctx, async (ctx) => {
    const row = await lockIdentity(ctx, id);
    const { usedBy, credits } = await viewIdentity(ctx.tx, ctx, row);
    if (usedBy.keys > 0)
      throw new Problem(
        "conflict",
        `${usedBy.keys === 1 ? "1 key that is not revoked belongs" : `${usedBy.keys} keys that are not revoked belong`} to ${row.externalId}. Revoke ${usedBy.keys === 1 ? "it" : "them"} first, or give ${usedBy.keys === 1 ? "it" : "them"} another owner.`,
      );
    await announceKeysOf(ctx, id);
    await ctx.tx
      .update(credentials)
      .set({ identityId: null })
      .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.identityId, id)));
    await setCredits(ctx, id, null);
    await ctx.tx
      .delete(identities)
      .where(and(eq(identities.workspaceId, ctx.workspaceId), eq(identities.id, id)));
    await audit(ctx, {
      action: "identity.deleted",
      target: identityTarget(row),
      before: {
        externalId: row.externalId,
        metadata: row.metadata,
        ratelimits: row.ratelimits,
        ...(credits ? { credits } : {}),
      },
    });
  });
}
