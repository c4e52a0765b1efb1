import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import next from "next";
import { EmbeddedDatabaseError } from "@/db/embedded";
import { type Config, ConfigError, loadConfig } from "@/lib/config";
import type { Runtime } from "@/lib/runtime";
import { isFirstVisit, startRuntime } from "@/lib/start-runtime";
import { direct } from "./direct";
import { forwarded } from "./forwarded";
import { hot } from "./hot";

/** What was accepted is finished and flushed within this, or the process ends regardless. */
const SHUTDOWN_MS = 10_000;

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** A start that failed for a reason the operator can mend says so in one sentence; anything else is a fault of ours. */
function startFailed(error: unknown): never {
  if (error instanceof ConfigError || error instanceof EmbeddedDatabaseError) stop(error.message);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  stop("Latchkey could not start.");
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        stop(`PORT: port ${config.port} is in use; choose another with PORT=…`);
      if (error.code === "EACCES")
        stop(`PORT: this user may not listen on port ${config.port}; choose one above 1023.`);
      stop(`PORT: cannot listen on port ${config.port} (${error.code ?? error.message}).`);
    });
    server.listen(config.port, config.host, resolve);
  });
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** The port is taken before anything is built, so that a second start fails at once; until then the answer is 503. */
const starting: Handler = (_req, res) => {
  res.writeHead(503, { "Retry-After": "1", "Content-Type": "text/plain" }).end("Latchkey is starting.\n");
};

async function main(): Promise<void> {
  const dev = process.env.NODE_ENV !== "production";
  const config = loadConfig();
  let handler = starting;
  const server = createServer((req, res) => handler(req, res));
  // Longer than a load balancer's, so that it is never this side that closes a connection in use.
  server.keepAliveTimeout = 75_000;
  await listen(server, config);

  const rt = await startRuntime(config);
  const app = next({ dev, dir: process.cwd(), hostname: "localhost", port: config.port, httpServer: server });
  stopOnSignal(server, rt);
  await app.prepare();
  const handle = app.getRequestHandler();
  const overwrite = forwarded(config);
  handler = (req, res) => {
    if (hot(rt, req, res) || direct(rt, req, res)) return;
    overwrite(req);
    handle(req, res).catch((error: unknown) => {
      rt.log.error(
        { err: error instanceof Error ? error.message : String(error), url: req.url?.split("?")[0] },
        "request failed",
      );
      if (!res.headersSent) res.writeHead(500).end();
    });
  };
  process.stdout.write(`Latchkey is ready at ${config.appUrl}\n`);
  if (await isFirstVisit(rt))
    process.stdout.write("The database is empty: the first visit creates the owner.\n");
}

function stopOnSignal(server: Server, rt: Runtime): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    server.close(() => {
      rt.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
    // Connections that wait for their next request are not work; those with one are finished first.
    server.closeIdleConnections();
    setInterval(() => server.closeIdleConnections(), 100).unref();
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // A promise nobody waited for is a fault of ours, but not a reason to drop every other request.
  process.on("unhandledRejection", (error) =>
    rt.log.error({ err: error instanceof Error ? error.stack : String(error) }, "unhandled rejection"),
  );
}

main().catch(startFailed);
