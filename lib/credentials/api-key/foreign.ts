import { createHmac, hash, hkdfSync } from "node:crypto";
import { verify as verifyArgon2 } from "@node-rs/argon2";
import { LRUCache } from "lru-cache";
import { WorkspaceTurns } from "../../platform/workspace-turns";
import type { Found, ProofCache } from "../cache";

/**
 * Checks of Argon2id hashes, some 20 ms of one core each. They share four threads with the disk and with sign-in, so a
 * workspace has two at once; past what may wait, or after this time, its values are `unavailable`.
 */
const PROOFS = { perWorkspace: 2, total: Number.POSITIVE_INFINITY, waiting: 500, waitingInAll: 10_000 };
const PROOF_MS = 5_000;

/**
 * Imported secrets are not of our form, so each presented value of another form is looked up: by its SHA-256, and for
 * those that were imported as plaintext of unknown strength by an HMAC, behind which stands an Argon2id hash.
 */
export class ForeignSecrets {
  readonly #key: Buffer;
  /** A pure memo, by SHA-256 of the value and the slow hash that it was checked against: Argon2id is run once. */
  readonly #proven = new LRUCache<string, boolean>({ max: 10_000 });
  readonly #turns = new WorkspaceTurns(PROOFS);

  constructor(authSecret: string) {
    this.#key = Buffer.from(hkdfSync("sha256", authSecret, "", "latchkey imported secrets", 32));
  }

  /** The fast index of a value of unknown strength; useless without AUTH_SECRET. */
  index(secret: string): Buffer {
    return createHmac("sha256", this.#key).update(secret).digest();
  }

  async proves(workspaceId: string, secret: string, slowHash: string): Promise<boolean | "unavailable"> {
    const memo = `${hash("sha256", secret, "base64")} ${slowHash}`;
    const known = this.#proven.get(memo);
    if (known !== undefined) return known;
    if ((await this.#turns.enter({ workspaceId }, PROOF_MS)) !== "mine") return "unavailable";
    try {
      // Somebody before may have had the same.
      const proven = this.#proven.get(memo) ?? (await verifyArgon2(slowHash, secret));
      this.#proven.set(memo, proven);
      return proven;
    } finally {
      this.#turns.leave(workspaceId);
    }
  }
}

/** Looks a value of another form up; each of its two hashes is remembered as any other, the unknown ones too. */
export async function findForeign(
  deps: { proofs: Pick<ProofCache, "get">; foreign: ForeignSecrets },
  workspaceId: string,
  secret: string,
): Promise<Found> {
  const plain = await deps.proofs.get(hash("sha256", secret, "base64"), workspaceId);
  if (plain !== null) return plain;
  const indexed = await deps.proofs.get(deps.foreign.index(secret).toString("base64"), workspaceId);
  if (indexed === null || indexed === "unavailable") return indexed;
  // The time that a proof takes would tell another workspace that the value is known here.
  if (indexed.slowHash === null || indexed.credential.workspaceId !== workspaceId) return null;
  const proven = await deps.foreign.proves(workspaceId, secret, indexed.slowHash);
  return proven === "unavailable" ? proven : proven ? indexed : null;
}
