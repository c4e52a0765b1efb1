import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Node's name for the answer that a connection is about to send or is sending. */
export type HttpSocket = Socket & { _httpMessage?: ServerResponse | null };

/** Fields that ask for another protocol. */
const UPGRADING = new Set(["upgrade", "http2-settings"]);

/** The request's head as it came, without what asks for another protocol. */
function plainHead({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    let value = rawHeaders[i + 1] ?? "";
    if (UPGRADING.has(name.toLowerCase())) continue;
    if (name.toLowerCase() === "connection") {
      const options = value.split(",").filter((option) => !UPGRADING.has(option.trim().toLowerCase()));
      if (options.length === 0) continue;
      value = options.join(",");
    }
    text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

function destroy(this: Socket): void {
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

/**
 * Ignores Upgrade, as RFC 9110, section 7.8 allows. Node's parser stops at such a request and, where nobody listens, loses
 * what came behind it on the connection; so the connection begins anew with that request, without the field.
 */
export function ignoreUpgrade(server: Server, req: IncomingMessage, socket: HttpSocket, head: Buffer): void {
  // Until it has listeners again. A connection that breaks off before gets none, and its error may come late.
  socket.on("error", destroy);
  afterAnswers(socket, () => {
    if (!socket.writable) return;
    if (head.length > 0) socket.unshift(head);
    socket.unshift(Buffer.from(plainHead(req), "latin1"));
    server.emit("connection", socket);
    socket.off("error", destroy);
  });
}
