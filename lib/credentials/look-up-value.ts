import { createHash } from "node:crypto";
import type { PROOF_KINDS } from "@/db/schema";

type PublicProof = {
  kind: Exclude<(typeof PROOF_KINDS)[number], "secret">;
  workspaceId: string;
  /** The id of the trust bundle, or the issuer. */
  authority: string;
  /** Such as a fingerprint, a SPIFFE ID or a claim. */
  value: string;
};

/**
 * The look-up value of a proof whose value is public: SHA-256 over its parts, each preceded by its length in bytes (32
 * bits, big-endian), so that different parts never give the same input. It includes the workspace, so one tenant can't
 * claim a value that another uses. The look-up value of a secret is SHA-256 of the secret alone. Throws a RangeError for
 * text that isn't well formed.
 */
export function publicLookUpValue({ kind, workspaceId, authority, value }: PublicProof): Buffer {
  const sum = createHash("sha256");
  for (const part of [kind, workspaceId, authority, value]) {
    // UTF-8 replaces lone surrogates, so different texts would give the same bytes.
    if (!part.isWellFormed()) throw new RangeError("a look-up value is made of well-formed text");
    const bytes = Buffer.from(part, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    sum.update(length).update(bytes);
  }
  return sum.digest();
}
