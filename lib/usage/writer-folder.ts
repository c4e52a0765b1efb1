import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { type FolderLock, LOCK_FILE, lockFolder } from "@/db/folder-lock";
import { SEGMENT_SUFFIX } from "./segment";

/** A folder of another machine or container is left alone until nothing has touched it for this long. */
const FOREIGN_QUIET_MS = 30_000;
/** An empty folder may be about to be taken by the process that made it. */
const BIRTH_MS = 5_000;
/** How often a living writer touches its folder. */
export const TOUCH_MS = 5_000;
/** What could not be applied and is kept for a person to look at. */
export const ASIDE = "aside";

/** Names the space in which process ids mean something: this boot of this machine, this container. */
const SPACE = (() => {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() + readlinkSync("/proc/self/ns/pid");
  } catch {
    return hostname();
  }
})();
const MARK = createHash("sha256").update(SPACE).digest("hex").slice(0, 8);

/** A writer is a process's life: its folder's name is its name in `usage_writers`. */
export type WriterFolder = { writer: string; folder: string; lock: FolderLock };

/** Makes a new writer's folder and takes it. Throws if the disk does not let it. */
export function newWriterFolder(root: string): WriterFolder {
  for (let attempt = 0; ; attempt++) {
    const writer = `${MARK}-${randomUUID()}`;
    const folder = path.join(root, writer);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      const lock = lockFolder(folder);
      if ("release" in lock) return { writer, folder, lock };
    } catch (error) {
      if (attempt === 3) throw error;
    }
    // Another process's replay was quicker, and took the new folder for one that was left behind.
  }
}

/** Tells other containers that this writer lives. */
export function touchFolder(folder: string): void {
  const now = new Date();
  utimesSync(folder, now, now);
}

/** Takes the folder of a writer that is gone; null if it lives, or another process is at it. */
export function takeDeadFolder(root: string, writer: string): WriterFolder | null {
  const folder = path.join(root, writer);
  try {
    const quietMs = Date.now() - statSync(folder).mtimeMs;
    const isEmpty = !readdirSync(folder).some((name) => name === LOCK_FILE || name.endsWith(SEGMENT_SUFFIX));
    if (isEmpty && quietMs < BIRTH_MS) return null;
    if (!writer.startsWith(`${MARK}-`) && quietMs < FOREIGN_QUIET_MS) return null;
    const lock = lockFolder(folder);
    return "release" in lock ? { writer, folder, lock } : null;
  } catch (error) {
    // Removed a moment ago by whoever replayed it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export function writersIn(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== ASIDE)
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
