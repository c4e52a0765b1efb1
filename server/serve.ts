import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Server as NetServer } from "node:net";
import next from "next";
import { SECURITY_HEADERS, strictTransport } from "@/lib/http/headers";
import type { Config } from "@/lib/platform/config";
import { newRequestId } from "@/lib/platform/ids";
import type { Runtime } from "@/lib/runtime/runtime";
import { startRuntime } from "@/lib/runtime/start";
import { direct } from "./direct";
import { createEdge, inTurn, openEdge, refuse, toOriginForm } from "./edge";
import { forwarded } from "./forwarded";
import { hot, send } from "./hot";
import { openLanes } from "./lane";
import { faultReply, Outbox } from "./outbox";
import { stopOnSignal } from "./shutdown";

/** The address cannot be had; the message is a sentence for the operator. */
export class PortError extends Error {
  override name = "PortError";
}

function portFault(error: NodeJS.ErrnoException, { port, host }: Config): PortError {
  const code = error.code ?? error.message;
  if (code === "EADDRINUSE") return new PortError(`PORT: port ${port} is in use; choose another with PORT=…`);
  if (code === "EACCES" && port < 1_024)
    return new PortError(`PORT: this user may not listen on port ${port}; choose one above 1023.`);
  // With a good port what is left is the address.
  if (host !== undefined)
    return new PortError(
      `HOST: ${host} is not an address of this machine (${code}). Leave HOST out to listen on all addresses.`,
    );
  return new PortError(`PORT: cannot listen on port ${port} (${code}).`);
}

/** Resolves when the port is taken; rejects with PortError. */
export function listen(server: NetServer, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(portFault(error, config)));
    server.listen(config.port, config.host, resolve);
  });
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** Until everything is built, where the port was taken before. */
const starting: Handler = (_req, res) => {
  res.writeHead(503, { "Retry-After": "1", "Content-Type": "text/plain" }).end("Latchkey is starting.\n");
};

/**
 * Serves on the port, in this process. Alone, it takes the port before anything is built, so that a second start fails at
 * once; as one of several (`late`), when it can answer, so that none of the port's requests comes to it before.
 */
export async function serve(config: Config, { late }: { late: boolean }): Promise<Runtime> {
  let handler = starting;
  const server = createEdge((req, res) => handler(req, res));
  const transport = strictTransport(config.appUrl);
  if (!late) await listen(server, config);

  const rt = await startRuntime(config);
  const dev = process.env.NODE_ENV !== "production";
  // Next listens for upgrades where it is told that the requests come from; here they are ignored.
  const httpServer = createServer();
  const app = next({ dev, dir: process.cwd(), hostname: "localhost", port: config.port, httpServer });
  const outbox = new Outbox(rt);
  const lanes = config.lanes ? openLanes(server, outbox, transport) : null;
  const drain = stopOnSignal(server, lanes, rt);
  await app.prepare();
  const handle = app.getRequestHandler();
  openEdge(server, transport, dev ? app.getUpgradeHandler() : undefined);
  const overwrite = forwarded(config, rt.unlistedProxy);
  const always = Object.entries(SECURITY_HEADERS);
  handler = (req, res) => {
    // The last answer on this connection: its client's next request goes to whoever serves on.
    if (drain.begun) res.shouldKeepAlive = false;
    for (const name in transport) res.setHeader(name, transport[name] ?? "");
    toOriginForm(req);
    if (hot(outbox, req, res) || direct(rt, req, res) || refuse(rt, req, res)) return;
    for (const [name, value] of always) res.setHeader(name, value);
    overwrite(req);
    inTurn(req, res, () => {
      handle(req, res).catch((error: unknown) => {
        const reply = faultReply(rt, `${req.method} ${req.url?.split("?", 1)[0]}`, newRequestId(), error);
        if (!res.headersSent) send(res, reply);
      });
    });
  };
  if (late) await listen(server, config);
  return rt;
}
