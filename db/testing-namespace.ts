import { spawnSync } from "node:child_process";

type Command = { command: string; args: string[] };

const OWN_PIDS = ["--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL"];
const OWN_MOUNTS = ["--mount"];
/** By the options that were asked for. */
const allowed = new Map<string[], string[]>();

/** `unshare` with these options, as far as this user may. Throws where the system does not allow it. */
function unshare(options: string[]): string[] {
  const known = allowed.get(options);
  if (known) return known;
  const reasons: string[] = [];
  for (const given of [options, ["--user", "--map-root-user", ...options]]) {
    const tried = spawnSync("unshare", [...given, "true"], { encoding: "utf8" });
    if (tried.status === 0) {
      allowed.set(options, given);
      return given;
    }
    reasons.push(tried.error?.message ?? tried.stderr.trim());
  }
  throw new Error(`this system does not allow unshare ${options.join(" ")} (${reasons.join("; ")})`);
}

/**
 * Runs Node in a process-id namespace of its own, as in a second container; it ends when the command is killed. A test
 * of two containers must not pass without them: it fails where the system does not allow it.
 */
export function nodeInNamespace(args: string[]): Command {
  return { command: "unshare", args: [...unshare(OWN_PIDS), process.execPath, ...args] };
}

/** Runs a command in this folder, mounted read-only, as in a container with a read-only root. */
export function onReadOnly(folder: string, command: string[]): Command {
  const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"';
  return { command: "unshare", args: [...unshare(OWN_MOUNTS), "sh", "-c", script, folder, ...command] };
}
