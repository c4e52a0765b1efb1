import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

export const LOCK_FILE = "latchkey.pid";
/** A stealer holds its own lock for a moment; one that died in that moment is ignored after this. */
const STEAL_MS = 5_000;

/** When a process began, in the system's own words; a reused pid has another. Null if there is no such process. */
function startedAt(pid: number): string | null {
  try {
    if (process.platform !== "linux") {
      const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      return text.toString().trim() || null;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold spaces and brackets: state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

type Owner = { pid: number; started: string | null };

function readOwner(file: string): Owner | null {
  try {
    const [pid, started] = readFileSync(file, "utf8").split("\n");
    return { pid: Number(pid), started: started || null };
  } catch {
    return null;
  }
}

const isAlive = (owner: Owner) => {
  const started = startedAt(owner.pid);
  return started !== null && started === owner.started;
};

export type FolderLock = { release(): void };

/**
 * Takes the folder for this process: two processes on one database folder corrupt it silently. Answers the other
 * process's id if one has it. A lock left by a process that is gone is taken over at once.
 */
export function lockFolder(folder: string): FolderLock | { heldBy: number } {
  const file = path.join(folder, LOCK_FILE);
  const mine = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, `${process.pid}\n${startedAt(process.pid) ?? ""}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      try {
        // Unlike a write, a link appears with its content or not at all.
        linkSync(mine, file);
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const owner = readOwner(file);
      if (owner && isAlive(owner)) return { heldBy: owner.pid };
      if (owner && takeOver(file, mine)) return { release: () => rmSync(file, { force: true }) };
      // Another process is taking it over: look again in a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
    return { heldBy: readOwner(file)?.pid ?? 0 };
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Replaces a dead owner's lock. Only one process at a time may, or the second would replace the first one's. */
function takeOver(file: string, mine: string): boolean {
  const steal = `${file}.steal`;
  try {
    mkdirSync(steal);
  } catch {
    try {
      if (Date.now() - statSync(steal).mtimeMs > STEAL_MS) rmdirSync(steal);
    } catch {
      // It was just given back.
    }
    return false;
  }
  try {
    const owner = readOwner(file);
    if (!owner || isAlive(owner)) return false;
    renameSync(mine, file);
    return true;
  } finally {
    rmdirSync(steal);
  }
}
