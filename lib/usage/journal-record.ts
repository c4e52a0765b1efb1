import { crc32 } from "node:zlib";
import type { UsageEvent } from "./event";

/**
 * A record is one line of JSON, its members in this order, with the CRC-32 of everything before `,"z"` as the last:
 *
 *     {"s":12,"t":1774699200000,"r":"req_…","w":"ws_…",…,"z":"1a2b3c4d"},
 *
 * `s` is the number of its batch. The lines of a batch between brackets are the JSON that the database takes, so nothing
 * is encoded twice. What is null is left out.
 */
type Row = {
  s: number;
  t: number;
  r: string;
  w: string;
  c: UsageEvent["code"];
  n: number;
  a: string;
  e: string;
  k: string;
  x: string;
  i: string;
  p?: string;
  y?: string;
  g?: string[];
};

const SEAL_TEXT = ',"z":"';
const END_TEXT = '"},\n';
const END_BYTES = SEAL_TEXT.length + 8 + END_TEXT.length;
const NEWLINE = 10;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const PLAIN = /^[\w.:/=+-]*$/;

/** Text that another has chosen. PostgreSQL's text holds no NUL, and one such event would hold up all that follow. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.replaceAll("\0", "\ufffd"));
}

/** The record up to its checksum. By hand: half of what JSON.stringify takes, and this is on every verification's path. */
export function recordText(e: UsageEvent, sequence: number): string {
  let text = `{"s":${sequence},"t":${e.at},"r":"${e.requestId}","w":"${e.workspaceId}","c":"${e.code}","n":${e.cost},"a":"${e.apiId}","e":"${e.environment}","k":"${e.keyId}","x":"${e.secretId}","i":"${e.identityId}"`;
  if (e.ip !== null) text += `,"p":${quoted(e.ip)}`;
  if (e.reason !== null) text += `,"y":${quoted(e.reason)}`;
  if (e.tags !== null) {
    let tags = "";
    for (const tag of e.tags) tags += tags ? `,${quoted(tag)}` : quoted(tag);
    text += `,"g":[${tags}]`;
  }
  return text;
}

/** An upper bound of the bytes that `writeRecord` writes. */
export const recordRoom = (text: string): number => text.length * 3 + END_BYTES;

/** Writes text, checksum and line end at `offset`; answers the offset behind it. */
export function writeRecord(bytes: Buffer, offset: number, text: string): number {
  const end = offset + bytes.write(text, offset);
  const sum = crc32(bytes.subarray(offset, end));
  const hex =
    (HEX[sum >>> 24] ?? "") +
    (HEX[(sum >>> 16) & 255] ?? "") +
    (HEX[(sum >>> 8) & 255] ?? "") +
    (HEX[sum & 255] ?? "");
  return end + bytes.write(SEAL_TEXT + hex + END_TEXT, end, "latin1");
}

/** The batch number of a line that is whole, else null. `end` is behind its newline. */
function sequenceOf(bytes: Buffer, start: number, end: number): number | null {
  const bodyEnd = end - END_BYTES;
  if (bodyEnd <= start) return null;
  const tail = bytes.toString("latin1", bodyEnd, end);
  if (!tail.startsWith(SEAL_TEXT) || !tail.endsWith(END_TEXT)) return null;
  const sum = Number.parseInt(tail.slice(SEAL_TEXT.length, -END_TEXT.length), 16);
  if (sum !== crc32(bytes.subarray(start, bodyEnd))) return null;
  // After `{"s":`; the digits end at a comma.
  return Number.parseInt(bytes.toString("latin1", start + 5, start + 21), 10);
}

export type StoredBatch = {
  sequence: number;
  count: number;
  /** A JSON array, as the database takes it. */
  rows: Buffer;
  /** Lines within it that are damaged. */
  corrupt: number;
};

/** Brackets the lines from `from` to `to`; the last one's comma becomes the closing bracket. */
export function bracketed(parts: readonly Buffer[]): Buffer {
  const rows = Buffer.concat([Buffer.from("["), ...parts]);
  rows[rows.length - 2] = 0x5d;
  return rows;
}

/**
 * The batches of a segment, in order. A damaged line is passed over and counted; an unfinished last one was never
 * acknowledged, or was lost with the machine's power, and is cut.
 */
export function* batchesOf(bytes: Buffer): Generator<StoredBatch> {
  let sequence = -1;
  let lines: Buffer[] = [];
  let corrupt = 0;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) break;
    const found = sequenceOf(bytes, start, newline + 1);
    if (found === null) corrupt++;
    else {
      if (found !== sequence && lines.length > 0) {
        yield { sequence, count: lines.length, rows: bracketed(lines), corrupt };
        lines = [];
        corrupt = 0;
      }
      sequence = found;
      lines.push(bytes.subarray(start, newline + 1));
    }
    start = newline + 1;
  }
  if (lines.length > 0 || corrupt > 0)
    yield {
      sequence,
      count: lines.length,
      rows: lines.length > 0 ? bracketed(lines) : Buffer.from("[]"),
      corrupt,
    };
}

/** How many bytes the lines of each workspace take. They are our own, and whole. */
export function bytesByWorkspace(lines: Buffer): Map<string, number> {
  const bytes = new Map<string, number>();
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(NEWLINE, start) + 1;
    // Without the comma and the newline.
    const { w } = JSON.parse(lines.toString("utf8", start, end - 2)) as Row;
    bytes.set(w, (bytes.get(w) ?? 0) + end - start);
    start = end;
  }
  return bytes;
}

/** The events of a batch's rows. They are our own, and their checksums were right. */
export function eventsOf(rows: Buffer): UsageEvent[] {
  return (JSON.parse(rows.toString("utf8")) as Row[]).map((row) => ({
    at: row.t,
    requestId: row.r,
    workspaceId: row.w,
    code: row.c,
    cost: row.n,
    apiId: row.a,
    environment: row.e,
    keyId: row.k,
    secretId: row.x,
    identityId: row.i,
    ip: row.p ?? null,
    reason: row.y ?? null,
    tags: row.g ?? null,
  }));
}
