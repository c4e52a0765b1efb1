import { and, eq, type SQL } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { credentials } from "@/db/schema";
import type { Ctx, TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import type { CredentialKind } from "./credential";
import { kindOf, rulesOf } from "./kinds";
import { type CredentialRow, credentialState } from "./rows";

/** Limits a query to the credentials that this actor may see. */
export function ofAllowedApis(ctx: Ctx, kind: CredentialKind): SQL | undefined {
  return ctx.apiIds && ctx.apiIds.length > 0 ? rulesOf(kind).ofApis(ctx.apiIds) : undefined;
}

function itself(ctx: Ctx, kind: CredentialKind, id: string): SQL | undefined {
  return and(
    eq(credentials.workspaceId, ctx.workspaceId),
    eq(credentials.kind, kind),
    eq(credentials.id, id),
    ofAllowedApis(ctx, kind),
  );
}

const missing = (kind: CredentialKind) => new Problem("not_found", `There is no such ${rulesOf(kind).noun}.`);

/** Throws `not_found` unless the id is of this kind. Used where each kind has its own path. */
export function requireKind(id: string, kind: CredentialKind): void {
  if (kindOf(id).kind !== kind) throw missing(kind);
}

/** The credential of this workspace, or `not_found`: what another workspace owns does not exist. */
export async function findCredential(
  tx: Reader,
  ctx: Ctx,
  kind: CredentialKind,
  id: string,
): Promise<CredentialRow> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(itself(ctx, kind, id));
  if (!row) throw missing(kind);
  return row;
}

/** The same, locked until the transaction ends: changes of one credential come one after the other. */
export async function lockCredential(ctx: TxCtx, kind: CredentialKind, id: string): Promise<CredentialRow> {
  const [row] = await ctx.tx
    .select()
    .from(credentials)
    .where(itself(ctx, kind, id))
    .for("update");
  if (!row) throw missing(kind);
  return row;
}

/** Revocation is final: nothing but its history is left to a revoked key. */
export function refuseRevoked(row: CredentialRow): void {
  if (row.revokedAt) throw new Problem("key_ended", "The key was revoked; that is final.");
}

export function refuseEnded(row: CredentialRow, now: number): void {
  refuseRevoked(row);
  if (credentialState({ ...row, enabled: true }, now) === "expired")
    throw new Problem("key_ended", "The key has expired. Give it a later expiry first.");
}
