// Reads the project's .env into the environment of `npm start`, `npm run dev` and `npm run seed`. Tests and benches read
// none: what they run must not depend on one developer's file.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { ROOT, stop } from "./provision.mjs";

const VARIABLE = /^(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/;
const QUOTES = `"'\``;

/** What is wrong with the file, in a sentence that quotes no value, or null. Node passes over what it can't read. */
export function envFault(text) {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at].trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = `.env, line ${at + 1}`;
    const [, name, given] = VARIABLE.exec(line) ?? [];
    if (name === undefined) return `${where}: must be NAME=value, a comment (# …) or empty.`;
    const value = given.trim();
    const quote = value[0] ?? "";
    if (quote === "" || !QUOTES.includes(quote)) {
      if (/(^|\S)#/.test(given))
        return `${where}: put the value of ${name} in quotes, because it contains a #.`;
      continue;
    }
    let rest = value.slice(1);
    while (!rest.includes(quote)) {
      if (++at === lines.length) return `${where}: the value of ${name} has no closing ${quote}.`;
      rest = lines[at];
    }
    const after = rest.slice(rest.indexOf(quote) + 1).trim();
    if (after !== "" && !after.startsWith("#"))
      return `${where}: the value of ${name} goes on after its closing ${quote}.`;
  }
  return null;
}

/** Variables that are set already win. Ends the process if the file can't be read. */
export function loadEnv() {
  const file = path.join(ROOT, ".env");
  let text;
  try {
    // Without the byte order mark that some editors write: it would be part of the first name.
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error.code === "ENOENT") return;
    stop(`.env: the file ${file} cannot be read (${error.code}).`);
  }
  const fault = envFault(text);
  if (fault) stop(fault);
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value;
}
