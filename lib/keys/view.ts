import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { type credentials, identities, proofs, roles, rotations } from "@/db/schema";
import { creditsOf } from "../credits/balance";
import type { CreditsView } from "../credits/fields";
import { shownLimits } from "./fields";
import type { KeyView, SecretView } from "./schemas";

export type CredentialRow = typeof credentials.$inferSelect;
export type ProofRow = typeof proofs.$inferSelect;
type RotationRow = typeof rotations.$inferSelect;

const text = (date: Date | null) => date?.toISOString() ?? null;

/** Revoked before disabled before expired: the order in which verify answers. */
export function credentialState(
  row: Pick<CredentialRow, "revokedAt" | "enabled" | "expiresAt">,
  now: number,
): KeyView["state"] {
  if (row.revokedAt) return "revoked";
  if (!row.enabled) return "disabled";
  return row.expiresAt && row.expiresAt.getTime() <= now ? "expired" : "active";
}

export function proofState(row: Pick<ProofRow, "retiresAt">, now: number): SecretView["state"] {
  if (!row.retiresAt) return "active";
  return row.retiresAt.getTime() > now ? "retiring" : "retired";
}

export function secretView(row: ProofRow, now: number): SecretView {
  return {
    id: row.id,
    start: row.start,
    last4: row.last4,
    state: proofState(row, now),
    createdAt: row.createdAt.toISOString(),
    retiresAt: text(row.retiresAt),
    lastUsedAt: text(row.lastUsedAt),
    lastValidAt: text(row.lastValidAt),
    lastUsedAddress: row.lastUsedAddress,
  };
}

/** What belongs to a set of keys, by key: secrets newest first, the open rotation, owner, roles, credits. A handful of queries for any number. */
export async function keyParts(tx: Reader, workspaceId: string, rows: readonly CredentialRow[], now: number) {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0)
    return {
      secrets: new Map(),
      rotations: new Map(),
      owners: new Map(),
      roles: new Map(),
      credits: new Map(),
    } satisfies KeyParts;
  const found = await tx
    .select()
    .from(proofs)
    .where(and(eq(proofs.workspaceId, workspaceId), inArray(proofs.credentialId, ids)));
  const byKey = groupByKey(found);
  for (const list of byKey.values()) list.sort((a, b) => (a.id < b.id ? 1 : -1));
  const retiring = found.filter((s) => proofState(s, now) === "retiring").map((s) => s.id);
  const open = retiring.length
    ? await tx
        .select()
        .from(rotations)
        .where(and(eq(rotations.workspaceId, workspaceId), inArray(rotations.oldProofId, retiring)))
    : [];
  const identityIds = [...new Set(rows.flatMap((row) => row.identityId ?? []))];
  const owners = identityIds.length
    ? await tx
        .select({ id: identities.id, externalId: identities.externalId })
        .from(identities)
        .where(and(eq(identities.workspaceId, workspaceId), inArray(identities.id, identityIds)))
    : [];
  const roleIds = [...new Set(rows.flatMap((row) => row.roleIds))];
  const named = roleIds.length
    ? await tx
        .select({ id: roles.id, name: roles.name })
        .from(roles)
        .where(and(eq(roles.workspaceId, workspaceId), inArray(roles.id, roleIds)))
    : [];
  return {
    roles: new Map(named.map((role) => [role.id, role.name])),
    credits: await creditsOf(tx, workspaceId, ids, now),
    secrets: byKey,
    rotations: new Map(open.filter((r) => !r.endedAt).map((r) => [r.credentialId, r])),
    owners: new Map(owners.map((o) => [o.id, o.externalId])),
  } satisfies KeyParts;
}

export type KeyParts = {
  secrets: Map<string, ProofRow[]>;
  rotations: Map<string, RotationRow>;
  owners: Map<string, string>;
  roles: Map<string, string>;
  credits: Map<string, CreditsView>;
};

function groupByKey(rows: ProofRow[]): Map<string, ProofRow[]> {
  const groups = new Map<string, ProofRow[]>();
  for (const row of rows) {
    const group = groups.get(row.credentialId);
    if (group) group.push(row);
    else groups.set(row.credentialId, [row]);
  }
  return groups;
}

/** What root keys and API keys show alike. */
export function commonView(row: CredentialRow, parts: KeyParts, now: number) {
  const own = (parts.secrets.get(row.id) ?? []).map((s) => secretView(s, now));
  const rotation = parts.rotations.get(row.id);
  const retiring = own.find((s) => s.id === rotation?.oldProofId);
  const lastUsed = own.flatMap((s) => s.lastUsedAt ?? []).sort();
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    state: credentialState(row, now),
    enabled: row.enabled,
    permissions: row.permissions,
    ratelimits: shownLimits(row.ratelimits),
    expiresAt: text(row.expiresAt),
    revokedAt: text(row.revokedAt),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
    ipAllowlist: row.ipAllowlist,
    lastUsedAt: lastUsed.at(-1) ?? null,
    secrets: own,
    rotation: rotation
      ? {
          oldSecretId: rotation.oldProofId,
          newSecretId: rotation.newProofId,
          startedAt: rotation.startedAt.toISOString(),
          retiresAt: retiring?.retiresAt ?? rotation.retiresAt.toISOString(),
        }
      : null,
  };
}

/** An API key as every answer and page shows it. */
export function keyView(row: CredentialRow, parts: KeyParts, now: number): KeyView {
  if (!row.apiId || !row.environment) throw new Error(`${row.id} is not an API key`);
  return {
    ...commonView(row, parts, now),
    apiId: row.apiId,
    environment: row.environment,
    externalId: (row.identityId && parts.owners.get(row.identityId)) || null,
    identityId: row.identityId,
    roles: row.roleIds.flatMap((id) => parts.roles.get(id) ?? []).sort(),
    credits: parts.credits.get(row.id) ?? null,
    publishable: row.publishable,
    allowedOrigins: row.allowedOrigins,
    metadata: row.metadata,
  };
}

export async function viewKeys(
  tx: Reader,
  workspaceId: string,
  rows: readonly CredentialRow[],
  now: number,
): Promise<KeyView[]> {
  const parts = await keyParts(tx, workspaceId, rows, now);
  return rows.map((row) => keyView(row, parts, now));
}

export async function viewKey(tx: Reader, row: CredentialRow, now: number): Promise<KeyView> {
  return keyView(row, await keyParts(tx, row.workspaceId, [row], now), now);
}
