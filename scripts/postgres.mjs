// A private PostgreSQL for a test run, from the programs that are installed or that the system's packages bring.
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Installs Debian packages where this user may; false where not. */
export function aptInstall(...packages) {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return false;
  process.stdout.write(`Installing ${packages.join(", ")} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env });
  return (
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env }).status ===
    0
  );
}

export function onPath(...names) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter))
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder && existsSync(file) && statSync(file).isFile()) return file;
    }
  return null;
}

function programs() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions)
    if (existsSync(`${debian}/${version}/bin/initdb`)) return `${debian}/${version}/bin`;
  const found = onPath("initdb");
  return found ? path.dirname(found) : null;
}

/** Starts one on a free port of 127.0.0.1; null if there is none to be had. `stop` ends it and removes its folder. */
export async function startPostgres() {
  const bin = programs() ?? (aptInstall("postgresql") ? programs() : null);
  if (!bin) return null;
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-pg-"));
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root.
  const [command, before] = isRoot ? ["runuser", ["-u", "postgres", "--"]] : [null, []];
  const run = (program, args) => {
    const file = path.join(bin, program);
    const done = command
      ? spawnSync(command, [...before, file, ...args], { stdio: "ignore", cwd: folder })
      : spawnSync(file, args, { stdio: "ignore", cwd: folder });
    if (done.status !== 0) throw new Error(`${program} failed with ${done.status ?? done.error}`);
  };
  if (isRoot) {
    const uid = Number(spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }).stdout);
    const gid = Number(spawnSync("id", ["-g", "postgres"], { encoding: "utf8" }).stdout);
    chownSync(folder, uid, gid);
  }
  const data = path.join(folder, "data");
  run("initdb", ["-D", data, "-A", "trust", "-U", "postgres"]);
  // A test's database need not survive a power cut.
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200`;
  const start = () =>
    run("pg_ctl", ["-D", data, "-o", settings, "-l", path.join(folder, "log"), "-w", "start"]);
  start();
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    try {
      run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  process.once("exit", stop);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    folder: data,
    stop,
    /** Again on the same port, after `kill`. */
    start,
    kill: () => run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]),
    pid: () => Number(readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n")[0]),
  };
}
