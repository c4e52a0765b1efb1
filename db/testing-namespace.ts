import { spawnSync } from "node:child_process";

const OWN = ["--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL"];
let allowed: string[] | null = null;

/** The first set of options with which this user may make a namespace. */
function unshareOptions(): string[] {
  const reasons: string[] = [];
  for (const options of [OWN, ["--user", "--map-root-user", ...OWN]]) {
    const tried = spawnSync("unshare", [...options, "true"], { encoding: "utf8" });
    if (tried.status === 0) return options;
    reasons.push(tried.error?.message ?? tried.stderr.trim());
  }
  throw new Error(`this system lets no process-id namespace be made (${reasons.join("; ")})`);
}

/**
 * The command that runs Node in a process-id namespace of its own, as in a second container. It ends when the command
 * is killed. Throws where the system does not allow it: a test of two containers must not pass without them.
 */
export function nodeInNamespace(args: string[]): { command: string; args: string[] } {
  allowed ??= unshareOptions();
  return { command: "unshare", args: [...allowed, process.execPath, ...args] };
}
