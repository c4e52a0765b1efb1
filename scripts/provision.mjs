// What `npm start`, `npm test` and the others need before they can begin. Only Node's own modules: nothing is installed yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** One sentence for the person at the terminal, and out. */
export function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function step(words) {
  const began = Date.now();
  process.stdout.write(`${words} …\n`);
  return () => process.stdout.write(`${words}: done in ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
}

function run(words, command, args, env = {}) {
  const done = step(words);
  const result = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    stop(`${words} failed (${result.error?.message ?? `exit code ${result.status}`}).`);
  }
  done();
}

function digest(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(ROOT, file)))
      .update("\0");
  return hash.digest("hex");
}

const readMark = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** Waits for another start that is installing or building in this folder; a lock left by a dead one is taken over. */
function locked(work) {
  const lock = path.join(ROOT, "node_modules", ".latchkey-lock");
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(lock);
      writeFileSync(path.join(lock, "pid"), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== "EEXIST") stop(`The folder ${ROOT} cannot be written (${error.code}).`);
      const owner = Number(readMark(path.join(lock, "pid")));
      if (owner ? !isAlive(owner) : ageMs(lock) > 5_000) unlock(lock);
      else if (!told) {
        process.stdout.write("Another start is preparing this folder; waiting for it …\n");
        told = true;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const release = () => unlock(lock);
  process.once("exit", release);
  try {
    work();
  } finally {
    process.off("exit", release);
    release();
  }
}

const unlock = (lock) => rmSync(lock, { recursive: true, force: true });

function ageMs(file) {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Installs what the lockfile says, if it is not what is installed. */
function installIfNeeded() {
  const mark = path.join(ROOT, "node_modules", ".latchkey-installed");
  const wanted = digest(["package-lock.json", "package.json"]);
  if (readMark(mark) === wanted) return;
  // Everything, also under NODE_ENV=production: the build needs it.
  run("Installing packages", "npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    NODE_ENV: "development",
  });
  writeFileSync(mark, wanted);
}

const SOURCE_FOLDERS = ["app", "components", "db", "lib", "public", "server"];
const SOURCE_FILES = [
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "proxy.ts",
  "instrumentation.ts",
  "scripts/build.mjs",
];

function sources() {
  const found = SOURCE_FILES.filter((file) => existsSync(path.join(ROOT, file)));
  for (const folder of SOURCE_FOLDERS) {
    if (!existsSync(path.join(ROOT, folder))) continue;
    for (const entry of readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || /\.test\.tsx?$/.test(entry.name)) continue;
      found.push(path.relative(ROOT, path.join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  return found.sort();
}

/** Builds if the sources are not those of the last build. */
function buildIfNeeded() {
  const mark = path.join(ROOT, "dist", "built");
  const wanted = digest(sources());
  if (readMark(mark) === wanted && existsSync(path.join(ROOT, ".next", "BUILD_ID"))) return;
  run("Building", process.execPath, ["scripts/build.mjs"], { NODE_ENV: "production" });
  mkdirSync(path.dirname(mark), { recursive: true });
  writeFileSync(mark, wanted);
}

/** Makes the folder ready to run: packages, and with `build` the compiled product. Ends the process if it cannot. */
export function provision({ build }) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Latchkey needs Node 20.19 or newer; this is ${process.version}.`);
  process.chdir(ROOT);
  locked(() => {
    installIfNeeded();
    if (build) buildIfNeeded();
  });
}
