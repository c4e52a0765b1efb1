import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateSecret } from "@/lib/platform/secret";
import { freePort } from "../scripts/postgres.mjs";

/** What the load generator drives, and how its own count is read afterwards. */
export type Target = {
  port: number;
  pid: number;
  path: string;
  headers: Record<string, string>;
  /** Sent in turn, again and again. With `usedUpPerRound` each is sent once, and a round takes so many of them away. */
  bodies: string[];
  usedUpPerRound?: number;
  /** Every answer must contain this; one that does not fails the bench. */
  expect: string;
  /** How many requests the target itself has counted so far; null where it counts nothing. */
  counted: (() => Promise<number>) | null;
  /** Where the server leaves its profile when it is stopped, if it takes one. */
  profileFolder?: string;
  stop(): Promise<void>;
};

export const KEYS = 100;
const BOOT_MS = 60_000;

export const secrets = (count: number) => Array.from({ length: count }, () => generateSecret("sk", "live"));

/** The question that every server is asked: is this key good, and may it read orders. */
export const question = (secret: string) => JSON.stringify({ key: secret, permissions: "orders:read" });

const leftovers = new Set<() => void>();
process.once("exit", () => {
  for (const remove of leftovers) remove();
});

/** Done when the bench ends, however it ends. */
export const atEnd = (remove: () => void) => leftovers.add(remove);

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-bench-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Polls until `ready` says so; throws with `what` when the time is up. */
export async function until(what: string, ready: () => Promise<boolean>, timeMs = BOOT_MS): Promise<void> {
  for (const end = Date.now() + timeMs; Date.now() < end; ) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${timeMs / 1_000} s`);
}

/**
 * Runs a Node program as a server process, in `folder` (default: this project's). Its output goes to a file that is shown
 * if it fails.
 */
export async function startServer(
  args: string[],
  env: Record<string, string>,
  isReady: (port: number) => Promise<boolean>,
  folder = process.cwd(),
): Promise<Pick<Target, "port" | "pid" | "stop">> {
  const port = await freePort();
  const log = path.join(temporaryFolder(), "output.log");
  const output = openSync(log, "w");
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", output, output],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", PORT: String(port), ...env },
  });
  const kill = () => child.kill("SIGKILL");
  atEnd(kill);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await until(args.join(" "), async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${args.join(" ")} ended at once:\n${readFileSync(log, "utf8").slice(-2_000)}`);
    return isReady(port).catch(() => false);
  });
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      leftovers.delete(kill);
      await stopChild(child, ended);
    },
  };
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
}

/** A TypeScript file of this folder as a server process. */
export const serverFile = (name: string) => ["--import", "tsx", path.join("bench", "servers", name)];

/** Processor time that a process has used, in microseconds. `main` is the thread that answers, `all` are all of them. */
export type ProcessorTime = { main: number; all: number };

/** Null where /proc is not. */
export function processorTime(pid: number): ProcessorTime | null {
  const used = (file: string) => {
    // Fields 14 and 15 of proc(5), in ticks of 10 ms; the command's name, which may hold anything, ends at the last ")".
    const fields = readFileSync(file, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  };
  try {
    return { main: used(`/proc/${pid}/task/${pid}/stat`), all: used(`/proc/${pid}/stat`) };
  } catch {
    return null;
  }
}
