import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { MAX_BODY_BYTES } from "@/lib/verify/schemas";

/** Node's name for the answer that a connection is about to send or is sending. */
export type HttpSocket = Socket & { _httpMessage?: ServerResponse | null };

/** Fields that ask for another protocol. */
const UPGRADING = new Set(["upgrade", "http2-settings"]);
/** Fields about a body, which is whole when it has been read. */
const FRAMING = new Set(["content-length", "transfer-encoding", "trailer", "expect"]);

/** The code of the fault that a body is larger than what is kept of it. */
export const TOO_LARGE = "LATCHKEY_BODY_TOO_LARGE";

/** From version 26 on, Node reads the body of a request that asks for an upgrade; before, it stops behind the head. */
const READS_BODY = Number.parseInt(process.versions.node, 10) >= 26;

/** The request as it came, without what asks for another protocol, and with the body if Node has read it. */
function plainRequest(
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  body: Buffer | null,
): Buffer {
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    let value = rawHeaders[i + 1] ?? "";
    if (UPGRADING.has(name.toLowerCase()) || (body && FRAMING.has(name.toLowerCase()))) continue;
    if (name.toLowerCase() === "connection") {
      const options = value.split(",").filter((option) => !UPGRADING.has(option.trim().toLowerCase()));
      if (options.length === 0) continue;
      value = options.join(",");
    }
    text += `${name}: ${value}\r\n`;
  }
  if (body) text += `Content-Length: ${body.length}\r\n`;
  const head = Buffer.from(`${text}\r\n`, "latin1");
  return body ? Buffer.concat([head, body]) : head;
}

function destroy(this: Duplex): void {
  this.destroy();
}

/** Waits for the answers that are under way on a connection that Node has let go of. */
function afterAnswers(socket: HttpSocket, done: () => void): void {
  const before = socket._httpMessage;
  if (!before) {
    done();
    return;
  }
  const drained = () => before.emit("drain");
  socket.on("drain", drained);
  before.once("close", () => {
    socket.off("drain", drained);
    // The next one's turn has come, if there is one.
    afterAnswers(socket, done);
  });
}

/** Whether a body follows a request's head. */
const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || headers["content-length"] !== undefined;

/**
 * For a socket that Node has just given a stream: takes the stream off again. Node would keep it for life, and hand over no
 * later request on the socket that asks for an upgrade.
 */
function detaching(socket: Socket): () => void {
  const added = ["error", "close", "end"].map((event) => [event, socket.listeners(event).at(-1)] as const);
  return () => {
    for (const [event, listener] of added) if (listener) socket.off(event, listener as () => void);
    socket.removeAllListeners("data").pause();
    const names = Object.getOwnPropertySymbols(socket).filter((name) => name.description === "UpgradeStream");
    for (const name of names) Reflect.deleteProperty(socket, name);
  };
}

/** Reads the body that Node hands over with an upgrade, also while it is still arriving. */
function readBody(server: Server, req: IncomingMessage, stream: Duplex, done: (body: Buffer) => void): void {
  const { socket } = req;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Node stops reading the socket when it hands over the request, also in the middle of its body.
  if (stream !== socket) stream.on("error", destroy).read(0);
  if (req.headers.expect?.toLowerCase() === "100-continue")
    afterAnswers(socket, () => socket.write("HTTP/1.1 100 Continue\r\n\r\n"));
  req.on("data", (chunk: Buffer) => {
    const wasTooLarge = bytes > MAX_BODY_BYTES;
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (!wasTooLarge)
      server.emit("clientError", Object.assign(new Error(), { code: TOO_LARGE }), socket);
  });
  req.on("end", () => {
    if (bytes <= MAX_BODY_BYTES) done(Buffer.concat(chunks));
  });
}

/**
 * Ignores Upgrade, as RFC 9110, section 7.8 allows. Node's parser stops at such a request and, where nobody listens, loses
 * what came behind it on the connection; so the connection begins anew with that request, without the field.
 */
export function ignoreUpgrade(server: Server, req: IncomingMessage, stream: Duplex, head: Buffer): void {
  const socket: HttpSocket = req.socket;
  const detach = stream === socket ? () => {} : detaching(socket);
  // Until it has listeners again. A connection that breaks off before gets none, and its error may come late.
  socket.on("error", destroy);
  const again = (body: Buffer | null, behind: Buffer) =>
    afterAnswers(socket, () => {
      if (!socket.writable) return;
      if (behind.length > 0) socket.unshift(behind);
      socket.unshift(plainRequest(req, body));
      // As Node leaves it: neither flowing nor paused.
      Object.assign(socket, { readableFlowing: null });
      server.emit("connection", socket);
      socket.off("error", destroy);
    });
  if (READS_BODY && hasBody(req))
    readBody(server, req, stream, (body) => {
      const behind: Buffer | null = stream === socket ? head : stream.read();
      detach();
      again(body, behind ?? Buffer.alloc(0));
    });
  else again(null, head);
}
