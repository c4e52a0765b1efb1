import type { credentials, proofs } from "@/db/schema";

export type CredentialRow = typeof credentials.$inferSelect;
export type ProofRow = typeof proofs.$inferSelect;

/** Checked in the same order as a verification: revoked, disabled, expired. */
export function credentialState(
  row: Pick<CredentialRow, "revokedAt" | "enabled" | "expiresAt">,
  now: number,
): "active" | "disabled" | "expired" | "revoked" {
  if (row.revokedAt) return "revoked";
  if (!row.enabled) return "disabled";
  return row.expiresAt && row.expiresAt.getTime() <= now ? "expired" : "active";
}

export function proofState(row: Pick<ProofRow, "retiresAt">, now: number): "active" | "retiring" | "retired" {
  if (!row.retiresAt) return "active";
  return row.retiresAt.getTime() > now ? "retiring" : "retired";
}
