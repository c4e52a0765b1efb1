import type { IncomingMessage, ServerResponse } from "node:http";
import { answerVerify, uncounted, type VerifyReply } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/ids";
import { plainAddress } from "@/lib/keys/address";
import type { Runtime } from "@/lib/runtime";
import { MAX_BODY_BYTES } from "@/lib/verify/schemas";

const VERIFY_PATH = "/api/v1/keys/verify";

/**
 * Answers the hot routes before Next sees them. False: not one of them, nothing was touched.
 * `lib/http/verify-endpoint` decides what is answered, for this mount and for Next's alike.
 */
export function hot(rt: Runtime, outbox: Outbox, req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method !== "POST" || req.url !== VERIFY_PATH) return false;
  const requestId = newRequestId();
  const address = () => peerOf(req);
  readBody(req, (body) => {
    const began = performance.now();
    // A promise only if something had to be looked up: a warm verification is answered in this very turn.
    try {
      const reply = gathered(rt, () => answerVerify(rt, req.headers.authorization, address, body, requestId));
      if (reply instanceof Promise)
        reply.then(
          (late) => {
            send(res, late);
            rt.counts.verifyTook(performance.now() - began);
          },
          (error) => fail(rt, res, requestId, error),
        );
      else outbox.add(res, reply, began);
    } catch (error) {
      fail(rt, res, requestId, error);
    }
  });
  return true;
}

/** What is recorded in this very turn is written once for all of it, by the outbox, before the answers leave. */
function gathered<T>(rt: Runtime, work: () => T): T {
  rt.usage.gathering = true;
  try {
    return work();
  } finally {
    rt.usage.gathering = false;
  }
}

type Leaving = { res: ServerResponse; reply: VerifyReply; began: number };

/**
 * Answers that were decided in this turn of the event loop. They leave at its end, after one write has handed all of
 * their usage events to the kernel: what was answered is counted, also if the process is killed right after. If the disk
 * does not take them, they are not counted, and 503 is answered instead.
 */
export class Outbox {
  #leaving: Leaving[] = [];

  constructor(readonly rt: Runtime) {}

  add(res: ServerResponse, reply: VerifyReply, began: number): void {
    if (this.#leaving.length === 0) setImmediate(() => this.#flush());
    this.#leaving.push({ res, reply, began });
  }

  #flush(): void {
    const leaving = this.#leaving;
    this.#leaving = [];
    const counted = this.rt.usage.commit();
    for (const { res, reply, began } of leaving) {
      // A problem has no event; every outcome has one.
      send(res, counted || reply.status !== 200 ? reply : uncounted(this.rt, reply));
      this.rt.counts.verifyTook(performance.now() - began);
    }
  }
}

/** Whoever is at the other end: a root key that is bound to addresses is bound to these. */
export const peerOf = (req: IncomingMessage) => plainAddress(req.socket.remoteAddress ?? "") || null;

/** Hands over the whole body, or null as soon as it is too large. A request that is broken off is never answered. */
export function readBody(req: IncomingMessage, done: (body: Buffer | null) => void): void {
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

/** Outcomes are data; what lands here is a fault, and is answered rather than left hanging. */
export function fail(rt: Runtime, res: ServerResponse, requestId: string, error: unknown): void {
  rt.log.error({ requestId, err: error instanceof Error ? error.message : String(error) }, "verify failed");
  if (res.headersSent) return;
  const body = JSON.stringify({
    code: "internal",
    status: 500,
    title: "Something failed on our side",
    requestId,
  });
  res.writeHead(500, { "Content-Type": "application/problem+json", "X-Request-Id": requestId });
  res.end(body);
}
