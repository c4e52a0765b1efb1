import { createHash } from "node:crypto";
import type { PROOF_KINDS } from "@/db/schema";

type PublicProof = {
  kind: Exclude<(typeof PROOF_KINDS)[number], "secret">;
  workspaceId: string;
  /** Whose word it is: a trust bundle's id, or an issuer. */
  authority: string;
  /** A fingerprint, a SPIFFE ID, a claim. */
  value: string;
};

/**
 * By what a proof is found whose value is public: SHA-256 over its parts, each behind its length in bytes (32 bits,
 * big-endian), so that no two sets of parts read alike. Anyone knows the value; the workspace in it keeps one tenant from
 * taking what another presents. A secret's look-up value is SHA-256 of the secret alone. Throws a RangeError for text that
 * is not well formed.
 */
export function publicLookUpValue({ kind, workspaceId, authority, value }: PublicProof): Buffer {
  const sum = createHash("sha256");
  for (const part of [kind, workspaceId, authority, value]) {
    // Half of a surrogate pair has no bytes of its own: two such texts would read alike.
    if (!part.isWellFormed()) throw new RangeError("a look-up value is made of well-formed text");
    const bytes = Buffer.from(part, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    sum.update(length).update(bytes);
  }
  return sum.digest();
}
