import { createHmac, hash, hkdfSync } from "node:crypto";
import { verify as verifyArgon2 } from "@node-rs/argon2";
import { LRUCache } from "lru-cache";
import type { Found, SecretCache } from "./cache";

/**
 * Imported secrets are not of our form, so each presented value of another form is looked up: by its SHA-256, and for
 * those that were imported as plaintext of unknown strength by an HMAC, behind which stands an Argon2id hash.
 */
export class ForeignSecrets {
  readonly #key: Buffer;
  /** A pure memo, by SHA-256 of the value and the slow hash that it was checked against: Argon2id is run once. */
  readonly #proven = new LRUCache<string, boolean>({ max: 10_000 });

  constructor(authSecret: string) {
    this.#key = Buffer.from(hkdfSync("sha256", authSecret, "", "latchkey imported secrets", 32));
  }

  /** The fast index of a value of unknown strength; useless without AUTH_SECRET. */
  index(secret: string): Buffer {
    return createHmac("sha256", this.#key).update(secret).digest();
  }

  async proves(secret: string, slowHash: string): Promise<boolean> {
    const memo = `${hash("sha256", secret, "base64")} ${slowHash}`;
    const known = this.#proven.get(memo);
    if (known !== undefined) return known;
    const proven = await verifyArgon2(slowHash, secret);
    this.#proven.set(memo, proven);
    return proven;
  }
}

/** Looks a value of another form up; each of its two hashes is remembered as any other, the unknown ones too. */
export async function findForeign(
  deps: { secrets: Pick<SecretCache, "get">; foreign: ForeignSecrets },
  secret: string,
): Promise<Found> {
  const plain = await deps.secrets.get(hash("sha256", secret, "base64"));
  if (plain !== null) return plain;
  const indexed = await deps.secrets.get(deps.foreign.index(secret).toString("base64"));
  if (indexed === null || indexed === "unavailable") return indexed;
  return indexed.slowHash !== null && (await deps.foreign.proves(secret, indexed.slowHash)) ? indexed : null;
}
