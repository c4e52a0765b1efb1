import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Worker } from "node:worker_threads";
import type { PoolConfig } from "pg";
import { type FolderLock, FolderLockError, lockFolder } from "./folder-lock";

/** The folder cannot be used; the message is a sentence for the operator. */
export class EmbeddedDatabaseError extends Error {
  override name = "EmbeddedDatabaseError";
}

export type Embedded = {
  pool: PoolConfig;
  /** Writes the whole database to a file that `loadFrom` takes; for tests. */
  dump(file: string): Promise<void>;
  /** Runs a script on the one backend, without a connection; for tests. Resolves with what failed, or null. */
  run(script: string): Promise<string | null>;
  close(): Promise<void>;
};

/** The worker is a file of the project, which is started from its own folder or from one inside it. */
function workerFile(): string {
  for (const base of [process.cwd(), path.dirname(process.cwd())]) {
    const file = path.join(base, "db", "embedded-worker.mjs");
    if (existsSync(file)) return file;
  }
  throw new EmbeddedDatabaseError("db/embedded-worker.mjs is missing; start Latchkey from its own folder.");
}

function takeFolder(folder: string): FolderLock {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = lockFolder(folder);
    if ("release" in lock) return lock;
    throw new EmbeddedDatabaseError(
      `The data folder ${folder} is in use by another Latchkey (${lock.heldBy}); stop it, or choose another DATA_DIR or a DATABASE_URL.`,
    );
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) throw error;
    if (error instanceof FolderLockError) throw new EmbeddedDatabaseError(error.message);
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EmbeddedDatabaseError(`DATA_DIR: the folder ${folder} cannot be written (${code}).`);
  }
}

type Reply = Partial<Record<"ready" | "dumped" | "ran" | "closed", true>> & { failed?: string | null };

/** Resolves with the worker's next message of this kind; rejects if it fails or ends instead. */
function reply(worker: Worker, kind: keyof Omit<Reply, "failed">): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Reply) => (message[kind] ? done(() => resolve(message)) : undefined);
    const onError = (error: Error) => done(() => reject(error));
    const onExit = () =>
      done(() => reject(new EmbeddedDatabaseError("The embedded database ended unexpectedly.")));
    const done = (settle: () => void) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      settle();
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}

/**
 * Starts the embedded database on `folder` (null: in memory) and says how to reach it. The pool is of one connection:
 * all of them would share one backend. Errors: EmbeddedDatabaseError if another process has the folder or it cannot be written.
 */
export async function openEmbedded(
  folder: string | null,
  options: { loadFrom?: string; socketIn?: string } = {},
): Promise<Embedded> {
  const lock = folder === null ? null : takeFolder(folder);
  // Private to this user, and short: a socket's path has at most 107 characters.
  const socketFolder = mkdtempSync(path.join(options.socketIn ?? tmpdir(), "lk-"));
  const release = () => {
    lock?.release();
    rmSync(socketFolder, { recursive: true, force: true });
  };
  // Not imported: Next's bundler rewrites `new Worker(…)` of an imported one and would look for the file in its own output.
  const threads = process.getBuiltinModule("node:worker_threads");
  const worker = new threads.Worker(workerFile(), {
    workerData: {
      folder: folder === null ? null : path.join(folder, "data"),
      socketPath: path.join(socketFolder, ".s.PGSQL.5432"),
      loadFrom: options.loadFrom ?? null,
    },
  });
  try {
    await reply(worker, "ready");
  } catch (error) {
    release();
    throw error;
  }
  worker.unref();
  return {
    pool: {
      host: socketFolder,
      port: 5432,
      user: "postgres",
      database: "postgres",
      max: 1,
      idleTimeoutMillis: 0,
      // The one backend outlives a connection, and would refuse the next one's statements by names it knows.
      onConnect: async (client) => {
        await client.query("deallocate all");
      },
    },
    dump: async (file) => {
      const dumped = reply(worker, "dumped");
      worker.postMessage({ dumpTo: file });
      await dumped;
    },
    run: async (script) => {
      const ran = reply(worker, "ran");
      worker.postMessage({ run: script });
      return (await ran).failed ?? null;
    },
    close: async () => {
      const closed = reply(worker, "closed");
      worker.postMessage({ close: true });
      await closed.catch(() => {});
      await worker.terminate();
      release();
    },
  };
}
