import { type Bearer, readBearer } from "@/lib/credentials/root-key/authenticate";
import type { ForwardedFields } from "@/lib/http/proxies";
import { VERIFY_PATH } from "./hot";

/** What a lane has to know of a request's head. */
export type LaneHead = { bearer: Bearer; bodyBytes: number; forwarded: ForwardedFields };

const REQUEST_LINE = `POST ${VERIFY_PATH} HTTP/1.1`;
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Visible ASCII, spaces and tabs. */
const VALUE = /^[\t\x20-\x7e]*$/;
/** Larger bodies are Node's, and so is a tab around the number: it decides whether that is one. */
const LENGTH = /^ *(\d{1,5}) *$/;

/** Fields that change how a message is framed or answered: a request that has one of them is Node's. */
const NOT_PLAIN = new Set([
  "transfer-encoding",
  "content-encoding",
  "expect",
  "upgrade",
  "trailer",
  "te",
  "http2-settings",
  "proxy-connection",
]);

/**
 * Reads the head of a verification (RFC 9112, sections 3 and 5; `text` without the empty line), if it is plain beyond
 * doubt: the one request line, fields of a token and visible text, one Host, one Content-Length, nothing that changes the
 * framing. Null: anything else, right or wrong, and Node's parser must decide what it is.
 */
export function readLaneHead(text: string): LaneHead | null {
  const lines = text.split("\r\n");
  if (lines[0] !== REQUEST_LINE) return null;
  let authorization: string | undefined;
  let bodyBytes: number | undefined;
  const forwarded: ForwardedFields = {};
  let hosts = 0;
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1);
    if (colon < 1 || !TOKEN.test(name) || !VALUE.test(value) || NOT_PLAIN.has(name)) return null;
    const trimmed = value.trim();
    if (name === "host") hosts++;
    else if (name === "connection" && trimmed.toLowerCase() !== "keep-alive") return null;
    else if (name === "authorization") {
      if (authorization !== undefined) return null;
      authorization = trimmed;
    } else if (name === "content-length") {
      const digits = LENGTH.exec(value)?.[1];
      if (bodyBytes !== undefined || digits === undefined) return null;
      bodyBytes = Number(digits);
    } else if (name === "x-forwarded-for") forwarded.forwardedFor = joined(forwarded.forwardedFor, trimmed);
    else if (name === "forwarded") forwarded.forwarded = joined(forwarded.forwarded, trimmed);
  }
  if (hosts !== 1 || bodyBytes === undefined) return null;
  return { bearer: readBearer(authorization), bodyBytes, forwarded };
}

/** Several fields of one name are one list (RFC 9110, section 5.3). */
const joined = (before: string | null | undefined, value: string) =>
  before === undefined ? value : `${before}, ${value}`;
