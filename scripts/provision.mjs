// What `npm start`, `npm test` and the others need before they can begin. Only Node's own modules: nothing is installed yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { takeBuildLock } from "./build-lock.mjs";

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

/** Runs a step's program in a process group of its own, which ends with this process. */
async function run(lock, words, command, args, env = {}) {
  const done = step(words);
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      output += text;
    });
  const endChild = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  };
  process.once("exit", endChild);
  if (child.pid) lock.owns(child.pid);
  const why = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code === 0 ? null : `exit code ${code ?? signal}`));
  });
  process.off("exit", endChild);
  lock.owns(undefined);
  if (why !== null) {
    process.stderr.write(output);
    stop(`${words} failed (${why}).`);
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

const INSTALLED = path.join(ROOT, "node_modules", ".latchkey-installed");
const BUILT = path.join(ROOT, "dist", "built");
const LOCK = path.join(ROOT, "dist", "lock");

/** Whether what is installed is what the lockfile says. */
const isInstalled = () => readMark(INSTALLED) === digest(["package-lock.json", "package.json"]);

async function install(lock) {
  // First, so that a step that is broken off is not taken for done.
  rmSync(INSTALLED, { force: true });
  const wanted = digest(["package-lock.json", "package.json"]);
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  // Everything, also under NODE_ENV=production: the build needs it.
  await run(lock, "Installing packages", "npm", args, { NODE_ENV: "development" });
  writeFileSync(INSTALLED, wanted);
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

/** Whether what is built was built from these sources. */
const isBuilt = () =>
  readMark(BUILT) === digest(sources()) && existsSync(path.join(ROOT, ".next", "BUILD_ID"));

async function buildProduct(lock) {
  rmSync(BUILT, { force: true });
  const wanted = digest(sources());
  await run(lock, "Building", process.execPath, ["scripts/build.mjs"], { NODE_ENV: "production" });
  writeFileSync(BUILT, wanted);
}

const READ_ONLY = new Set(["EACCES", "EPERM", "EROFS"]);

/** Takes the lock; a signal gives it back and ends what was begun. */
async function locked(work) {
  const waiting = () => process.stdout.write("Another start is preparing this folder; waiting for it …\n");
  const lock = await takeBuildLock(LOCK, waiting);
  const end = (_signal, number) => process.exit(128 + number);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, end);
  process.once("exit", lock.release);
  try {
    await work(lock);
  } finally {
    for (const signal of signals) process.off(signal, end);
    process.off("exit", lock.release);
    lock.release();
  }
}

/**
 * Makes the folder ready to run: packages, and with `build` the compiled product. Where both are there it writes
 * nothing, so the folder may be read-only. Ends the process if it cannot.
 */
export async function provision({ build }) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Latchkey needs Node 20.19 or newer; this is ${process.version}.`);
  process.chdir(ROOT);
  const isReady = () => isInstalled() && (!build || isBuilt());
  if (isReady()) return;
  try {
    await locked(async (lock) => {
      if (!isInstalled()) await install(lock);
      if (build && !isBuilt()) await buildProduct(lock);
    });
  } catch (error) {
    if (!READ_ONLY.has(error.code)) throw error;
    const what = isInstalled() ? "Latchkey must be built" : "The packages must be installed";
    stop(
      `${what}, but the folder ${ROOT} cannot be written (${error.code}). Run \`npm run provision\` once as a user who may write there.`,
    );
  }
}

// `npm run provision` makes the folder ready and starts nothing: for an image, or a folder that is read-only later.
if (process.argv[1] === fileURLToPath(import.meta.url)) await provision({ build: true });
