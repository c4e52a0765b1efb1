import cluster from "node:cluster";
import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Lanes } from "./lane";

/** What was accepted is finished and flushed within this, or the process ends regardless. */
const SHUTDOWN_MS = 10_000;
/**
 * A connection that waits for its next request is given this long to send it, and is then told to close: closed at once,
 * it would meet a request that is already on its way, and that request would be lost.
 */
const LAST_REQUEST_MS = 2_000;

/**
 * Ends the process on SIGTERM, SIGINT or SIGHUP: no new connection is taken, each that is open gets its answers and
 * `Connection: close`, the journal is written, and the process ends with 0.
 */
export function stopOnSignal(server: Server, lanes: Lanes | null, rt: Runtime): { begun: boolean } {
  const drain = { begun: false };
  const end = () => {
    if (drain.begun) return;
    drain.begun = true;
    if (lanes) lanes.draining = true;
    rt.log.info("stopping: finishing what was accepted");
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    const closed = () =>
      rt.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    // http's own close() would also close connections that wait, at once.
    NetServer.prototype.close.call(server, closed);
    const closeIdle = () => {
      server.closeIdleConnections();
      lanes?.closeIdle();
    };
    setTimeout(() => setInterval(closeIdle, 100), LAST_REQUEST_MS);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // To a supervisor it means renewal, and a closing terminal sends it to its workers too.
  process.on("SIGHUP", () => cluster.isWorker || end());
  // A promise nobody waited for is a fault of ours, but not a reason to drop every other request.
  process.on("unhandledRejection", (error) =>
    rt.log.error({ err: error instanceof Error ? error.stack : String(error) }, "unhandled rejection"),
  );
  return drain;
}
