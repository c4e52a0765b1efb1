import { Problem } from "../platform/errors/problem";

const MAX_DEPTH = 32;
const MEBIBYTE = 1_048_576;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** A request's body, or why it is not read: null is too large, and `coded` is compressed or otherwise encoded. */
export type SentBody = Buffer | null | "coded";

/** Whether a Content-Encoding (RFC 9110, section 8.4) is one that would have to be undone. */
export const isCoded = (encoding: string | null | undefined): boolean =>
  Boolean(encoding) && encoding?.trim().toLowerCase() !== "identity";

function refuse(message: string, field = "body"): never {
  throw new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);
}

/**
 * Reads a request's JSON strictly: UTF-8 (RFC 8259, section 8.1), no name twice in an object (section 4), no whole number
 * that a double cannot hold (section 6). Throws `invalid_request` naming the place.
 */
export function readJson(body: SentBody, maxBytes = MEBIBYTE): unknown {
  if (body === "coded")
    throw new Problem("unsupported_media_type", "Send the body without Content-Encoding.", [], {
      "Accept-Encoding": "identity",
    });
  if (!body) refuse(`is larger than ${maxBytes / MEBIBYTE} MiB`);
  if (body.length === 0) refuse("is empty; send a JSON object");
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    refuse("is not valid UTF-8");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's own message may quote the body, which may hold a secret.
    refuse("is not valid JSON");
  }
  checkNames(text);
  // Only an escape can have brought in what no database stores.
  if (UNSTORABLE_ESCAPE.test(text)) checkCharacters(value, []);
  return value;
}

const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f])/i;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** U+0000 and halves of surrogate pairs are JSON, but not text that can be stored or hashed. */
export function checkCharacters(value: unknown, path: readonly (string | number)[]): void {
  if (path.length > MAX_DEPTH) refuse(`is nested deeper than ${MAX_DEPTH}`);
  if (typeof value === "string") {
    if (value.includes("\u0000") || LONE_SURROGATE.test(value))
      refuse("has a null character or half a surrogate pair", path.join(".") || "body");
  } else if (value !== null && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      checkCharacters(name, [...path, "(a name)"]);
      checkCharacters(inner, [...path, name]);
    }
  }
}

type Frame = { names: string[] | Set<string> | null; name: string; index: number };

/** The place of the frame's current value, as a path (`ratelimits.0.limit`). */
function pathOf(stack: readonly Frame[]): string {
  const parts = stack.map((frame) => (frame.names ? frame.name : String(frame.index)));
  return parts.join(".") || "body";
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The index of the quote that ends the string beginning at `start`. The text is known to be valid JSON. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  for (;;) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
}

/** One pass over valid JSON text for what JSON.parse lets pass: names given twice and numbers it would change. */
function checkNames(text: string): void {
  const stack: Frame[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const top = stack[stack.length - 1];
    if (c === QUOTE) {
      const end = endOfString(text, i);
      if (top?.names && nextIsColon(text, end + 1)) addName(stack, top, text.slice(i, end + 1));
      i = end;
    } else if (c === 0x7b || c === 0x5b) {
      if (stack.length >= MAX_DEPTH) refuse(`is nested deeper than ${MAX_DEPTH}`);
      stack.push({ names: c === 0x7b ? [] : null, name: "", index: 0 });
    } else if (c === 0x7d || c === 0x5d) stack.pop();
    else if (c === 0x2c) {
      if (top && !top.names) top.index++;
    } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
      const end = endOfNumber(text, i);
      const token = text.slice(i, end);
      if (end - i > 15 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)))
        refuse("is a whole number past 2^53; send it as a string", pathOf(stack));
      i = end - 1;
    }
  }
}

function nextIsColon(text: string, from: number): boolean {
  let i = from;
  while (text.charCodeAt(i) <= 0x20) i++;
  return text.charCodeAt(i) === 0x3a;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[\d.eE+-]/.test(text.charAt(end))) end++;
  return end;
}

function addName(stack: readonly Frame[], frame: Frame, quoted: string): void {
  const name = quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  const { names } = frame;
  frame.name = name;
  if (Array.isArray(names)) {
    if (names.includes(name)) refuse("is given twice", pathOf(stack));
    names.push(name);
    if (names.length > 16) frame.names = new Set(names);
  } else if (names) {
    if (names.has(name)) refuse("is given twice", pathOf(stack));
    names.add(name);
  }
}
