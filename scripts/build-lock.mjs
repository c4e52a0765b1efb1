// The lock of whoever installs or builds in this folder. It needs no native module, because nothing may be installed yet,
// and it lies outside node_modules, which `npm ci` empties.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A living owner touches its file this often. */
const TOUCH_MS = 1_000;
/** In another container an owner's process can't be seen: it is gone when its file was not touched for this long. */
const QUIET_MS = 10_000;
const LOOK_MS = 200;
const KILL_MS = 5_000;

/** Names the space in which process ids mean something: this boot of this machine, this container. */
const SPACE = (() => {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
})();

/** When a process began, in the system's own words: a reused pid has another. Null if there is no such process. */
function startedAt(pid) {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold spaces and brackets: state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

const identify = (pid) => ({ pid, started: startedAt(pid) });
const lives = (one) => one.started !== null && startedAt(one.pid) === one.started;

function readOwner(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Half written, or removed a moment ago: its age decides.
    return null;
  }
}

/** Not `recursive`, with which Node says ENOENT for a read-only disk. */
function makeFolder(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
}

/** The number of the newest lock file; 0 if there is none. */
const newest = (folder) => Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isInteger));

/** Tells, look by look, whether the owner of the newest lock file is gone. Ages are measured by this process's own clock. */
function watcher(folder) {
  let seen = { file: "", mtimeMs: 0, since: 0 };
  return (number) => {
    const file = path.join(folder, String(number));
    const owner = readOwner(file);
    if (owner?.released) return true;
    // Ids repeat in containers: a lock with this process's own id was left by an earlier one.
    if (owner?.space === SPACE) return owner.pid === process.pid || !lives(owner);
    const mtimeMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (seen.file !== file || seen.mtimeMs !== mtimeMs) seen = { file, mtimeMs, since: performance.now() };
    return performance.now() - seen.since > QUIET_MS;
  };
}

/** Ends what a killed owner had started: it would write into the same folders as we do. */
async function endOrphans(owner) {
  const child = owner?.space === SPACE ? owner.child : null;
  if (!child || !lives(child)) return;
  process.kill(-child.pid, "SIGKILL");
  for (const end = performance.now() + KILL_MS; performance.now() < end && lives(child); ) await pause(20);
}

/**
 * Waits until no other start installs or builds here, and takes the lock. Each owner's file has the next higher number,
 * and only one process can make it: so two can't both take the place of one that is gone. Throws if the folder cannot
 * be written.
 */
export async function takeBuildLock(folder, onWait) {
  const isGone = watcher(folder);
  const me = { ...identify(process.pid), space: SPACE };
  for (let told = false; ; ) {
    for (const level of [path.dirname(folder), folder]) makeFolder(level);
    const number = newest(folder);
    if (number === 0 || isGone(number)) {
      const before = readOwner(path.join(folder, String(number)));
      const file = path.join(folder, String(number + 1));
      try {
        writeFileSync(file, JSON.stringify(me), { flag: "wx" });
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
        continue;
      }
      const lock = held(file, me);
      for (const name of readdirSync(folder))
        if (Number(name) <= number) rmSync(path.join(folder, name), { force: true });
      await endOrphans(before);
      return lock;
    }
    if (!told) onWait();
    told = true;
    await pause(LOOK_MS);
  }
}

function held(file, me) {
  const touch = () => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // The folder was removed under us: whoever did that wants a fresh start.
    }
  };
  const timer = setInterval(touch, TOUCH_MS).unref();
  const write = (content) => {
    try {
      writeFileSync(file, JSON.stringify(content));
    } catch {
      // As above.
    }
  };
  return {
    /** Whoever takes the lock of a killed owner ends this process group first. */
    owns: (pid) => write(pid === undefined ? me : { ...me, child: identify(pid) }),
    release: () => {
      clearInterval(timer);
      // The file stays, so that its number is not given twice.
      write({ released: true });
    },
  };
}
