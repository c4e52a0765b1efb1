import { createHash } from "node:crypto";
import type { Script } from "./script-runner";

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

/**
 * The scripts of `@upstash/ratelimit` begin with a line of flags that only Upstash knows. Any other Redis refuses it, and
 * without it the script has another hash.
 */
export class PlainScripts {
  /** By the hash of the whole text. */
  readonly #scripts = new Map<string, Script>();

  /** The script of that text, for a Redis that is not Upstash. */
  ofText(text: string): Script {
    const plain = text.replace(/^#!lua[^\n]*\n/, "");
    const script = { text: plain, sha: sha1(plain) };
    this.#scripts.set(sha1(text), script);
    return script;
  }

  /** As `ofText`, if it has been asked for before. Otherwise throws what a Redis says that doesn't know the script. */
  ofHash(sha: string): Script {
    const script = this.#scripts.get(sha);
    if (!script) throw new Error("NOSCRIPT No matching script.");
    return script;
  }
}
