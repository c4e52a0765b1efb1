import type { IncomingMessage, ServerResponse } from "node:http";
import { readBearer } from "@/lib/credentials/root-key/authenticate";
import { isCoded, type SentBody } from "@/lib/http/json";
import type { VerifyReply } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/platform/ids";
import { MAX_BODY_BYTES } from "@/lib/verify/schemas";
import { callerOf } from "./forwarded";
import type { Outbox } from "./outbox";

export const VERIFY_PATH = "/api/v1/keys/verify";

/**
 * Answers the hot route before Next sees it, where Node's parser has read it: what a lane does not take. False: it is not
 * that route, nothing was touched. `lib/http/verify-endpoint` decides what is answered, for every mount.
 */
export function hot(outbox: Outbox, req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method !== "POST" || req.url !== VERIFY_PATH) return false;
  const requestId = newRequestId();
  const way = { send: (reply: VerifyReply) => send(res, reply) };
  readBody(req, (body) =>
    outbox.verify(
      way,
      readBearer(req.headers.authorization),
      () => callerOf(outbox.rt.config, req),
      body,
      requestId,
    ),
  );
  return true;
}

/** Hands over the whole body, or why there is none to read. A request that is broken off is never answered. */
export function readBody(req: IncomingMessage, done: (body: SentBody) => void): void {
  if (isCoded(req.headers["content-encoding"])) {
    req.resume();
    done("coded");
    return;
  }
  let first: Buffer | null = null;
  let chunks: Buffer[] | null = null;
  let bytes = 0;
  let tooLarge = false;
  req.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      if (!tooLarge) done(null);
      tooLarge = true;
      chunks = null;
    } else if (!first) first = chunk;
    else {
      chunks ??= [first];
      chunks.push(chunk);
    }
  });
  req.on("end", () => {
    if (!tooLarge) done(chunks ? Buffer.concat(chunks) : (first ?? Buffer.alloc(0)));
  });
}

export function send(res: ServerResponse, reply: VerifyReply): void {
  // As a flat list Node takes the fields as they are; as an object it would copy and look each of them up.
  const fields = ["Content-Length", String(Buffer.byteLength(reply.body))];
  for (const name in reply.headers) fields.push(name, reply.headers[name] ?? "");
  res.writeHead(reply.status, fields);
  res.end(reply.body);
}
