// A lockfile made on one system lacks other systems' binaries, and `npm ci` then fails or leaves them out there. Each
// optional package that another one names gets an entry with its version, os and cpu: enough for npm to choose by.
// Without --fix it only checks.
import { readFileSync, writeFileSync } from "node:fs";

const fix = process.argv.includes("--fix");
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

/** Where Node would find `name` from the package at `from`, or where npm would put it. */
function placeOf(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const place = at ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    if (lock.packages[place]) return place;
    if (!at) return null;
  }
}

const missing = [];
for (const [from, entry] of Object.entries(lock.packages))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {}))
    if (from && !placeOf(from, name) && /^\d/.test(range)) missing.push({ from, name, version: range });

const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "aix",
  "win32",
];
const PROCESSORS = {
  arm64: "arm64",
  x64: "x64",
  ia32: "ia32",
  arm: "arm",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  loong64: "loong64",
};

/** Such packages are named after what they are for: `@biomejs/cli-linux-x64-musl`. */
function entryOf({ name, version }) {
  const words = name.split(/[^a-z0-9]+/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.flatMap(
    (word) => PROCESSORS[word] ?? (word.startsWith("arm") && word !== "arm64" ? "arm" : []),
  );
  if (words.includes("wasm32")) return { version, cpu: ["wasm32"], optional: true };
  if (os.length === 0 && cpu.length === 0)
    throw new Error(`${name}: its name says neither system nor processor`);
  const libc = words.some((w) => w.startsWith("musl"))
    ? ["musl"]
    : words.some((w) => w.startsWith("gnu"))
      ? ["glibc"]
      : undefined;
  return {
    version,
    os,
    cpu: [...new Set(cpu)],
    ...(os.includes("linux") && libc ? { libc } : {}),
    optional: true,
  };
}

if (missing.length > 0 && !fix) {
  process.stderr.write(
    `package-lock.json lacks ${missing.map((m) => `${m.name}@${m.version}`).join(", ")}; run: node scripts/lockfile.mjs --fix\n`,
  );
  process.exit(1);
}
for (const one of missing) {
  const top = `node_modules/${one.name}`;
  lock.packages[lock.packages[top] ? `${one.from}/${top}` : top] = entryOf(one);
}
if (missing.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.length} entries added to package-lock.json\n`);
}
