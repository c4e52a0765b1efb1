/** A whole secret of a key, wherever it stands in what was pasted (quotes, a header, a line of an .env). */
const WHOLE = /(?<![0-9A-Za-z_])[a-z][a-z0-9]{0,15}_(?:live|test)_[0-9A-Za-z]{49,}(?![0-9A-Za-z_])/;
const ROOT = /lk_root_[0-9A-Za-z]{9,}/;
/** More of a secret than its start, which has four random characters. */
const PART = /[a-z0-9]_(?:live|test|root)_[0-9A-Za-z]{9,}/;

export type SecretFind =
  | { kind: "none" }
  | { kind: "key"; secret: string }
  /** Not to be looked for, and never to be put into an address: a root key, or a secret that was cut off. */
  | { kind: "root" | "part" };

/** What of a secret there is in a text that was typed or pasted. */
export function secretIn(text: string): SecretFind {
  if (ROOT.test(text)) return { kind: "root" };
  const whole = WHOLE.exec(text);
  if (whole) return { kind: "key", secret: whole[0] };
  return PART.test(text) ? { kind: "part" } : { kind: "none" };
}
