// PGlite on a thread of its own, spoken to through a Unix socket: on the main thread a query of 500 ms would stop every
// verification for 500 ms. Plain JavaScript, so that a Worker can load it however the main program was compiled.
import { writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const { folder, socketPath, loadFrom } = workerData;
// Of this thread alone, on Linux: where the machine is full, verifications come before the bookkeeping about them. One in
// memory is a test's, and nothing comes before that.
if (process.platform === "linux" && folder) setPriority(0, 5);

const template = loadFrom
  ? new Blob([await (await import("node:fs/promises")).readFile(loadFrom)])
  : undefined;
// Absent a folder it lives in memory. Power loss may cost the last moments (PGlite does not wait for the disk to have
// them unless told so); the end of the process does not.
const db = await PGlite.create({
  extensions: { pg_trgm },
  ...(folder ? { dataDir: folder } : {}),
  ...(template ? { loadDataDir: template } : {}),
});
// Counting a table stops everything else meanwhile; a fifth of the usual sample is enough for what is asked here.
await db.exec("set default_statistics_target = 20");
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 1 });
await server.start();
parentPort.postMessage({ ready: true });

parentPort.on("message", async (message) => {
  if (message.dumpTo) {
    const dump = await db.dumpDataDir("none");
    await writeFile(message.dumpTo, Buffer.from(await dump.arrayBuffer()));
    parentPort.postMessage({ dumped: true });
    return;
  }
  if (message.run) {
    // What is asked of its rows the script asks itself, and fails.
    const failed = await db.exec(message.run).then(
      () => null,
      (error) => String(error),
    );
    parentPort.postMessage({ ran: true, failed });
    return;
  }
  await server.stop();
  await db.close();
  parentPort.postMessage({ closed: true });
  parentPort.close();
});
