import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type FolderLock, LOCK_FILE, lockFolder } from "@/db/folder-lock";
import { SEGMENT_SUFFIX } from "./segment";

/** An empty folder may be about to be taken by the process that made it. */
const BIRTH_MS = 5_000;
const ATTEMPTS = 4;
/** What could not be applied and is kept for a person to look at. */
export const ASIDE = "aside";

/** A writer is a process's life: its folder's name is its name in `usage_writers`. */
export type WriterFolder = { writer: string; folder: string; lock: FolderLock };

/** Makes a new writer's folder and takes it. Throws if the disk does not let it. */
export function newWriterFolder(root: string): WriterFolder {
  for (let attempt = 1; ; attempt++) {
    const writer = randomUUID();
    const folder = path.join(root, writer);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      const lock = lockFolder(folder);
      if ("release" in lock) return { writer, folder, lock };
      throw new Error(`the new folder ${folder} was taken by ${lock.heldBy}`);
    } catch (error) {
      // Another process's replay may have taken the new folder for one that was left behind.
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Takes the folder of a writer that is gone; null if it lives, or another process is at it. */
export function takeDeadFolder(root: string, writer: string): WriterFolder | null {
  const folder = path.join(root, writer);
  try {
    const isEmpty = !readdirSync(folder).some((name) => name === LOCK_FILE || name.endsWith(SEGMENT_SUFFIX));
    if (isEmpty && Date.now() - statSync(folder).mtimeMs < BIRTH_MS) return null;
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
