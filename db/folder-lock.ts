import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import path from "node:path";

export const LOCK_FILE = "latchkey.lock";
/** A lock file may be removed, with its folder, between its opening and its locking: then it is opened again. */
const ATTEMPTS = 100;

/** The folder cannot be locked at all; the message is a sentence for the operator. */
export class FolderLockError extends Error {
  override name = "FolderLockError";
}

export type FolderLock = { release(): void };

type TryLock = (fd: number) => boolean;

/** Loaded only when a folder is locked: a host without a disk needs no native module. */
function nativeTryLock(): TryLock {
  try {
    const require = createRequire(import.meta.url);
    return (require("fs-native-extensions") as { tryLock: TryLock }).tryLock;
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    throw new FolderLockError(
      `DATA_DIR cannot be locked: the package fs-native-extensions does not load on ${process.platform}-${process.arch} (${why}). It has no build for Alpine Linux: use an image based on glibc, such as node:22-slim, or set DATABASE_URL and USAGE_JOURNAL=memory.`,
    );
  }
}

function lockFile(fd: number, folder: string): boolean {
  const tryLock = nativeTryLock();
  try {
    return tryLock(fd);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new FolderLockError(
      `DATA_DIR cannot be locked: the file system of ${folder} has no file locks (${why}), so nothing would stop a second Latchkey from damaging the data. Use a disk that has them, or set DATABASE_URL and USAGE_JOURNAL=memory.`,
    );
  }
}

/** Whether this is the file that the next process would open. */
function isCurrent(fd: number, file: string): boolean {
  const named = statSync(file, { throwIfNoEntry: false });
  const { dev, ino } = fstatSync(fd);
  return named?.ino === ino && named.dev === dev;
}

/** Only for a message: the kernel's lock decides, and a process id means nothing in another container. */
function readOwner(file: string): string {
  try {
    const [pid, host] = readFileSync(file, "utf8").split("\n");
    return pid && host ? `process ${pid} on ${host}` : "unknown process";
  } catch {
    return "unknown process";
  }
}

function writeOwner(fd: number): void {
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n${hostname()}\n`, 0);
}

/**
 * Takes the folder for this process: two processes on one database folder corrupt it silently. Says who has it if
 * another process does. The kernel holds the lock over all containers of the machine and frees it when the process ends,
 * however it ends. Throws FolderLockError where there is no such lock.
 */
export function lockFolder(folder: string): FolderLock | { heldBy: string } {
  const file = path.join(folder, LOCK_FILE);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const fd = openSync(file, "a+", 0o600);
    let locked = false;
    try {
      if (!lockFile(fd, folder)) return { heldBy: readOwner(file) };
      locked = isCurrent(fd, file);
      if (locked) {
        writeOwner(fd);
        // The descriptor is the lock. The file stays: removing it would let two processes lock two files of one name.
        return { release: () => closeSync(fd) };
      }
    } finally {
      if (!locked) closeSync(fd);
    }
  }
  return { heldBy: readOwner(file) };
}
