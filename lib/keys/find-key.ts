import { and, arrayContained, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { credentials } from "@/db/schema";
import type { AuditTarget } from "../audit/audit";
import type { Ctx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { ID_PREFIXES } from "../platform/ids";
import { type KeyRow, keyState } from "./view";

/** API keys and root keys are one table; their ids tell them apart, and so which permission an act needs. */
export function kindOf(id: string): "key" | "root" {
  return id.startsWith(`${ID_PREFIXES.rootKey}_`) ? "root" : "key";
}

export function auditTarget(row: Pick<KeyRow, "id" | "kind" | "name">): AuditTarget {
  return { type: row.kind === "root" ? "root_key" : "key", id: row.id, name: row.name };
}

const missing = (kind: "key" | "root") =>
  new Problem("not_found", kind === "root" ? "There is no such root key." : "There is no such key.");

/** The keys that this actor may know of: one that is limited to APIs sees only theirs, and root keys that reach no other. */
export function ofAllowedApis(ctx: Ctx, kind: "key" | "root"): SQL | undefined {
  if (!ctx.apiIds || ctx.apiIds.length === 0) return undefined;
  const own = [...ctx.apiIds];
  if (kind === "key") return inArray(credentials.apiId, own);
  return and(sql`cardinality(${credentials.apiIds}) > 0`, arrayContained(credentials.apiIds, own));
}

function itself(ctx: Ctx, kind: "key" | "root", id: string): SQL | undefined {
  return and(
    eq(credentials.workspaceId, ctx.workspaceId),
    eq(credentials.kind, kind),
    eq(credentials.id, id),
    ofAllowedApis(ctx, kind),
  );
}

/** The key of this workspace, or `not_found`: what another workspace owns does not exist. */
export async function findKey(tx: Reader, ctx: Ctx, kind: "key" | "root", id: string): Promise<KeyRow> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(itself(ctx, kind, id));
  if (!row) throw missing(kind);
  return row;
}

/** The same, locked until the transaction ends: changes of one key come one after the other. */
export async function lockKey(tx: Tx, ctx: Ctx, kind: "key" | "root", id: string): Promise<KeyRow> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(itself(ctx, kind, id))
    .for("update");
  if (!row) throw missing(kind);
  return row;
}

/** Revocation is final: nothing but its history is left to a revoked key. */
export function refuseRevoked(row: KeyRow): void {
  if (row.revokedAt) throw new Problem("key_ended", "The key was revoked; that is final.");
}

export function refuseEnded(row: KeyRow, now: number): void {
  refuseRevoked(row);
  if (keyState({ ...row, enabled: true }, now) === "expired")
    throw new Problem("key_ended", "The key has expired. Give it a later expiry first.");
}
