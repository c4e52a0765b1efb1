import { randomFillSync } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Every id's prefix, by what it names. */
export const ID_PREFIXES = {
  workspace: "ws",
  user: "usr",
  session: "ses",
  api: "api",
  key: "key",
  rootKey: "root",
  secret: "sec",
  identity: "idn",
  rotation: "rot",
  permission: "perm",
  role: "role",
  policy: "pol",
  limitOverride: "rlo",
  audit: "evt",
  request: "req",
  node: "node",
} as const;

/** The form of every id; what has not got it names nothing. */
export const ID_FORM = /^[a-z]+_[0-9A-HJKMNP-TV-Z]{26}$/;

const pool = Buffer.allocUnsafe(8_192);
let used = pool.length;

function randomText(characters: number): string {
  if (used + characters > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let text = "";
  for (let i = 0; i < characters; i++) text += ALPHABET[(pool[used++] ?? 0) & 31];
  return text;
}

let lastMs = -1;
let lastTime = "";

/** 48 bits of milliseconds as 10 characters; ids made later sort later. */
function timeText(now: number): string {
  if (now === lastMs) return lastTime;
  let rest = now;
  let text = "";
  for (let i = 0; i < 10; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  lastMs = now;
  lastTime = text;
  return text;
}

/** A ULID behind its prefix: `key_01JNEX7Q4M…`, 48 bits of time and 80 of chance. */
export function newId(kind: keyof typeof ID_PREFIXES, now = Date.now()): string {
  return `${ID_PREFIXES[kind]}_${timeText(now)}${randomText(16)}`;
}

/** The smallest id of a kind that could be made at an instant: where its time begins among the ids. */
export function idAt(kind: keyof typeof ID_PREFIXES, at: number): string {
  return `${ID_PREFIXES[kind]}_${timeText(Math.min(Math.max(at, 0), 2 ** 48 - 1))}${"0".repeat(16)}`;
}

const processTag = randomText(8);
let requests = 0;

/** Names a request. Unique by process and count rather than by chance, because each verification makes one. */
export function newRequestId(now = Date.now()): string {
  requests = (requests + 1) % 2 ** 40;
  return `req_${timeText(now)}${processTag}${requests.toString(32).toUpperCase().padStart(8, "0")}`;
}
