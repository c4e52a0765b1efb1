import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { NO_CONTENT_POLICY, SECURITY_HEADERS } from "@/lib/http/headers";
import { verifyRefusal } from "@/lib/http/verify-endpoint";
import { Problem } from "@/lib/platform/errors/problem";
import { newRequestId } from "@/lib/platform/ids";
import type { Runtime } from "@/lib/runtime/runtime";
import { send } from "./hot";
import { type HttpSocket, ignoreUpgrade, TOO_LARGE } from "./upgrade";

const ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const METHODS = new Set(ALLOW.split(", "));

/**
 * Reads a target in absolute form (RFC 9112, section 3.2.2), which every server must accept: the path stays as it was sent,
 * and its host replaces the Host field. Anything else that is no path is left for `refuse`.
 */
export function toOriginForm(req: IncomingMessage): void {
  if (req.url?.startsWith("/")) return;
  const [, host, rest] = /^https?:\/\/([^/?#@]+)((?:[/?#].*)?)$/i.exec(req.url ?? "") ?? [];
  if (host === undefined || rest === undefined) return;
  req.headers.host = host;
  req.url = rest.startsWith("/") ? rest : `/${rest}`;
}

/** Characters of a host and port; Next and Auth.js make URLs with it. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d{0,5})?$/i;

function problemOf({ method = "", url = "", headers }: IncomingMessage): Problem | null {
  if (!METHODS.has(method))
    return new Problem("method_not_allowed", `${method} is not allowed. Allowed: ${ALLOW}.`, [], {
      Allow: ALLOW,
    });
  if (headers.host && !HOST.test(headers.host))
    return new Problem("invalid_request", "The Host field is not a host name.");
  if (!url.startsWith("/") || url.includes("#"))
    return new Problem("invalid_request", "The request target is not a path.");
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return null;
  } catch {
    return new Problem("invalid_request", "The path is not valid percent-encoded UTF-8.");
  }
}

/** Answers what Next would fail on. False: the request may go on. */
export function refuse(rt: Runtime, req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method === "OPTIONS" && req.url === "*") {
    res.writeHead(204, { Allow: ALLOW }).end();
    return true;
  }
  const problem = problemOf(req);
  if (!problem) return false;
  req.resume();
  const reply = verifyRefusal(rt, newRequestId(), problem);
  send(res, {
    ...reply,
    headers: { ...reply.headers, ...SECURITY_HEADERS, "Content-Security-Policy": NO_CONTENT_POLICY },
  });
  return true;
}

/** The server of the port, with what holds from its first connection on. */
export function createEdge(handler: RequestListener): Server {
  const server = createServer(handler);
  // Longer than a load balancer's, so that it is never this side that closes a connection in use.
  server.keepAliveTimeout = 75_000;
  // By default Node drops every field after the first 1,000. Then a client that sends enough of them removes those that a
  // proxy writes behind them: X-Latchkey-Key, X-Forwarded-For. The size of the head is limited in any case.
  server.maxHeadersCount = 0;
  return server;
}

const lastOn = new WeakMap<Socket, ServerResponse>();

/**
 * Begins a page's answer when the one before it on the connection is out, and not for a client that has gone. Node hands
 * over all requests that came in one piece at once: 60 KB are more pages than a process renders in half a minute.
 */
export function inTurn({ socket }: IncomingMessage, res: ServerResponse, answer: () => void): void {
  const before = lastOn.get(socket);
  lastOn.set(socket, res);
  if (!before || before.closed) answer();
  else before.once("close", () => !socket.destroyed && answer());
}

const STATUS_LINES = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  [TOO_LARGE, "413 Payload Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);
/** Something came behind a request that said it was the last. */
const AFTER_THE_LAST = "HPE_CLOSED_CONNECTION";

type Reload = (req: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>;

/**
 * Decides what Node leaves open about connections. Whatever is refused before there is a request has the fields that every
 * answer has. `reload`: in development, the WebSocket below `/_next/`.
 */
export function openEdge(server: Server, always: Record<string, string>, reload?: Reload): void {
  // A client that closes its side after its last question still gets its answers.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("upgrade", (req: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (reload && req.url?.startsWith("/_next/"))
      reload(req, req.socket, head).catch(() => req.socket.destroy());
    else ignoreUpgrade(server, req, stream, head);
  });
  const fields = { Connection: "close", "Content-Length": "0", ...SECURITY_HEADERS, ...always };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const malformed = (error: NodeJS.ErrnoException, socket: HttpSocket) => {
    const before = socket._httpMessage;
    if (before?.req.complete) {
      // It is the answer to a request that was whole; it is never replaced by the next one's refusal.
      socket.pause();
      before.once("close", () => malformed(error, socket));
      return;
    }
    if (socket.writable && !before?.headersSent && error.code !== AFTER_THE_LAST)
      socket.write(
        `HTTP/1.1 ${STATUS_LINES.get(error.code ?? "") ?? "400 Bad Request"}\r\n${lines.join("")}\r\n`,
      );
    socket.destroy(error);
  };
  server.on("clientError", malformed);
  server.on("connect", (_req, socket: Socket) => {
    socket.on("error", () => socket.destroy());
    socket.write(`HTTP/1.1 405 Method Not Allowed\r\nAllow: ${ALLOW}\r\n${lines.join("")}\r\n`);
    socket.destroySoon();
  });
}
