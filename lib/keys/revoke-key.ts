import { and, eq, isNull, sql } from "drizzle-orm";
import { credentials, rotations } from "@/db/schema";
import { audit } from "../audit/audit";
import { auditTarget, kindOf } from "../credentials/kinds";
import type { CredentialRow } from "../credentials/rows";
import { lockCredential } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { transact } from "../platform/transact";

/**
 * Revokes a key or a root key for good, with all of its secrets; its history stays. Revoking again changes nothing.
 * Error: not_found.
 */
export async function revokeKey(ctx: Ctx, id: string): Promise<CredentialRow> {
  const kind = kindOf(id);
  requireScope(ctx, kind.scopes.revoke);
  return transact(ctx, async (ctx) => {
    const row = await lockCredential(ctx, kind.kind, id);
    if (row.revokedAt) return row;
    const at = new Date(ctx.rt.now());
    const [revoked] = await ctx.tx
      .update(credentials)
      .set({ revokedAt: at, updatedAt: at, version: sql`${credentials.version} + 1` })
      .where(and(eq(credentials.workspaceId, ctx.workspaceId), eq(credentials.id, id)))
      .returning();
    if (!revoked) throw new Error("a locked key was not revoked");
    await ctx.tx
      .update(rotations)
      .set({ endedAt: at, outcome: "revoked" })
      .where(
        and(
          eq(rotations.workspaceId, ctx.workspaceId),
          eq(rotations.credentialId, id),
          isNull(rotations.endedAt),
        ),
      );
    await audit(ctx, {
      action: `${kind.audited}.revoked`,
      target: auditTarget(row),
      before: { revokedAt: null },
      after: { revokedAt: at },
    });
    await ctx.rt.changes.announce(ctx, { credential: id });
    return revoked;
  });
}
