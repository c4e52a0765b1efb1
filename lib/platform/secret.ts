import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 43 base62 characters carry 256 bits. */
const RANDOM_CHARACTERS = 43;
const CHECKSUM_CHARACTERS = 6;
/** Longer than any secret that is made; what is longer is refused before it is hashed. */
const MAX_CHARACTERS = 256;

export const PREFIX_PATTERN = /^[a-z][a-z0-9]{0,15}$/;
const SECRET_PATTERN = /^([a-z][a-z0-9]{0,15})_(live|test|root)_[0-9A-Za-z]{49,}$/;

export type SecretForm = { kind: "key" | "root"; prefix: string };

/** `length` characters from the CSPRNG. Bytes of 248 and above are drawn again, or the first 8 characters would be likelier. */
function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length + 8)) {
      if (byte < 248 && text.length < length) text += BASE62[byte % 62];
    }
  }
  return text;
}

/** CRC-32 of what stands before, as 6 base62 characters (as GitHub's tokens do). */
function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let i = 0; i < CHECKSUM_CHARACTERS; i++) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** The value of each base62 digit by its character code; -1 for what is none. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) => BASE62.indexOf(String.fromCharCode(code)));

/** Whether the last 6 characters are the checksum of what stands before. Both are base62 already. */
function checksumHolds(text: string): boolean {
  const end = text.length - CHECKSUM_CHARACTERS;
  let given = 0;
  for (let i = end; i < text.length; i++) given = given * 62 + (DIGITS[text.charCodeAt(i)] ?? 0);
  return given === crc32(text.slice(0, end));
}

/** A new secret: `sk_live_…` for a key (prefix and environment given), `lk_root_…` for a root key. */
export function generateSecret(prefix: string, environment: "live" | "test" | "root"): string {
  const body = `${prefix}_${environment}_${randomBase62(RANDOM_CHARACTERS)}`;
  return body + checksum(body);
}

/** The form of a presented secret, or null if it is malformed or mistyped: then no look-up can find it. */
export function parseSecret(text: string): SecretForm | null {
  if (text.length > MAX_CHARACTERS) return null;
  const match = SECRET_PATTERN.exec(text);
  if (!match?.[1]) return null;
  if (!checksumHolds(text)) return null;
  if (match[2] !== "root") return { kind: "key", prefix: match[1] };
  return match[1] === "lk" ? { kind: "root", prefix: "lk" } : null;
}

/** SHA-256 of the whole secret, as stored under the unique index. */
export function hashSecret(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

/** What is shown after creation: the prefix with the first 4 random characters, and the last 4. */
export function secretEnds(secret: string): { start: string; last4: string } {
  const random = secret.indexOf("_", secret.indexOf("_") + 1) + 1;
  return { start: secret.slice(0, random + 4), last4: secret.slice(-4) };
}
