/** A whole secret of a key, wherever it stands in what was pasted (quotes, a header, a line of an .env). */
const WHOLE = /(?<![0-9A-Za-z_])[a-z][a-z0-9]{0,15}_(?:live|test)_[0-9A-Za-z]{49,}(?![0-9A-Za-z_])/;
const ROOT = /lk_root_[0-9A-Za-z]{9,}/;
/** More of a secret than its start, which has four random characters. */
const PART = /[a-z0-9]_(?:live|test|root)_[0-9A-Za-z]{9,}/;
const OWN_ID = /^[a-z]+_[0-9A-HJKMNP-TV-Z]{26}$/;

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

/**
 * Whether one word of a text is long and random enough to be a secret of another product, such as an imported key. Many
 * an id of a customer looks the same, so this is a reason to ask or to keep it out of an address, never to refuse it.
 */
export function looksForeign(text: string): boolean {
  return text
    .split(/[\s"'`,;()./:]+/)
    .some((word) => word.length >= 16 && /\d/.test(word) && /[a-z]/i.test(word) && !OWN_ID.test(word));
}

/** Whether a text may stand in an address: nothing of a secret is in it, nor what no database could look for. */
export function mayBeInAddress(text: string): boolean {
  return !text.includes("\u0000") && secretIn(text).kind === "none";
}
