// A lockfile made on one system lacks other systems' binaries, and `npm ci` then fails or leaves them out there. Each
// optional package that another one names gets an entry with what npm chooses by (os, cpu, libc), and every entry has the
// hash that its download is checked against. Without --fix it only checks, and asks nobody.
import { execFileSync } from "node:child_process";
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

const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** The root and the packages of this repository are not downloaded, nor are links and what comes inside another package. */
const isDownloaded = ([at, entry]) => at.includes("node_modules/") && !entry.link && !entry.inBundle;
const nameOf = (at, entry) =>
  entry.name ?? at.slice(at.lastIndexOf("node_modules/") + "node_modules/".length);
const unchecked = Object.entries(lock.packages)
  .filter(isDownloaded)
  .filter(([, entry]) => !SHA512.test(entry.integrity ?? ""))
  .map(([at, entry]) => ({ entry, name: nameOf(at, entry), version: entry.version }));

/** What the registry says of a version. */
function published({ name, version }) {
  const fields = ["name", "dist.integrity", "os", "cpu", "libc"];
  const said = JSON.parse(
    execFileSync("npm", ["view", `${name}@${version}`, ...fields, "--json"], { encoding: "utf8" }),
  );
  const integrity = said["dist.integrity"];
  if (!SHA512.test(integrity ?? "")) throw new Error(`${name}@${version}: the registry gives no SHA-512`);
  const { os, cpu, libc } = said;
  return {
    version,
    integrity,
    ...(os && { os }),
    ...(cpu && { cpu }),
    ...(libc && { libc }),
    optional: true,
  };
}

const listed = (packages) => packages.map(({ name, version }) => `${name}@${version}`).join(", ");
if (!fix) {
  const faults = [
    ...(missing.length > 0 ? [`lacks ${listed(missing)}`] : []),
    ...(unchecked.length > 0 ? [`has no SHA-512 integrity for ${listed(unchecked)}`] : []),
  ];
  for (const fault of faults)
    process.stderr.write(`package-lock.json ${fault}; run: node scripts/lockfile.mjs --fix\n`);
  process.exit(faults.length > 0 ? 1 : 0);
}
for (const one of missing) {
  const top = `node_modules/${one.name}`;
  lock.packages[lock.packages[top] ? `${one.from}/${top}` : top] = published(one);
}
for (const one of unchecked) one.entry.integrity = published(one).integrity;
if (missing.length + unchecked.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${missing.length} entries and ${unchecked.length} hashes added\n`);
}
