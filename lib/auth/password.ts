import { hash, verify } from "@node-rs/argon2";
import { COMMON_PASSWORDS } from "./common-passwords";

export const MIN_PASSWORD_CHARACTERS = 12;
/** Longer input would only make the hash slow. */
export const MAX_PASSWORD_BYTES = 1_024;

// Argon2id (the library's own default) with OWASP's first choice of parameters: 19 MiB, 2 passes, 1 lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a value that nobody has; an unknown account is checked against it, so that it costs the same time. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$5vnXK75ziF+dZwicd0P0fA$r72zt4eEn9QeHYmf027Dl7seBeXhH1owz9na6/sKh40";

const KEYBOARD_ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const MAX_WORD = 24;
const MIN_WORD = 4;
/** What is left of a password once each word, year and run counts as one character. */
const MIN_SURPRISES = 6;

/** Characters that come after one another in a row of the keyboard, in the alphabet, or are the same. */
function follows(a: string, b: string): boolean {
  if (Math.abs(a.charCodeAt(0) - b.charCodeAt(0)) <= 1) return true;
  return KEYBOARD_ROWS.some(
    (row) => row.includes(a) && row.includes(b) && Math.abs(row.indexOf(a) - row.indexOf(b)) === 1,
  );
}

function wordAt(text: string, at: number, own: ReadonlySet<string>): number {
  for (let length = Math.min(MAX_WORD, text.length - at); length >= MIN_WORD; length--) {
    const word = text.slice(at, at + length);
    if (COMMON_PASSWORDS.has(word) || own.has(word) || (length === 4 && /^(19|20)\d\d$/.test(word)))
      return length;
  }
  return 0;
}

/** How many things a guesser has to get right: a common word, a year or a run is one, every other character too. */
function surprises(text: string, own: ReadonlySet<string>): number {
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    const word = wordAt(text, at, own);
    if (word > 0) {
      at += word;
      continue;
    }
    let end = at + 1;
    while (end < text.length && follows(text.charAt(end - 1), text.charAt(end))) end++;
    // Two characters that happen to be neighbours are no run.
    at = end - at >= 3 ? end : at + 1;
  }
  return count;
}

const LEET: Record<string, string> = {
  "@": "a",
  "4": "a",
  "0": "o",
  "3": "e",
  "5": "s",
  $: "s",
  "7": "t",
  "1": "i",
  "!": "i",
};

/**
 * Why this password cannot be taken, as it stands under the field; null where it can. The e-mail and its parts count as
 * common words.
 */
export function passwordFault(password: string, email: string): string | null {
  if ([...password].length < MIN_PASSWORD_CHARACTERS)
    return `must have at least ${MIN_PASSWORD_CHARACTERS} characters`;
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES)
    return `must have at most ${MAX_PASSWORD_BYTES} bytes`;
  const text = password.normalize("NFKC").toLowerCase();
  const address = email.toLowerCase();
  if (text === address) return "must not be the e-mail address";
  const own = new Set([address, ...address.split(/[@.+_-]/)].filter((part) => part.length >= MIN_WORD));
  const plain = text.replace(/[@40$5371!]/g, (character) => LEET[character] ?? character);
  if (Math.min(surprises(text, own), surprises(plain, own)) < MIN_SURPRISES)
    return "is too easy to guess; four words that have nothing to do with each other are better";
  return null;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), PARAMETERS);
}

/** Takes the same time whether there is a hash to compare with or not. */
export async function passwordMatches(stored: string | null | undefined, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return false;
  const matches = await verify(stored ?? NOBODY, password.normalize("NFKC"));
  return matches && Boolean(stored);
}
