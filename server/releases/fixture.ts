import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type { ReleaseTables } from "@/db/release";
import { startServer, type TestServer } from "../testing";

/** A release's demo: what was in its database and in its usage journal, and what it answered. */
export type Release = {
  version: string;
  /** The time on its clock, in milliseconds since the epoch. */
  at: number;
  authSecret: string;
  rootKey: string;
  tables: ReleaseTables;
  /** Segments that the database doesn't have yet, by their path in the journal's folder. */
  journal: Record<string, string>;
  asked: Asked;
  answers: Answers;
};

export type Asked = {
  /** The days whose usage is compared, and how many calls there are once the journal is delivered. */
  from: string;
  to: string;
  calls: number;
  keyIds: string[];
  /** Both secrets of a rotation under way, of a key that has spent half of its credits; and an imported value. */
  secrets: string[];
};

export type Answers = {
  whoami: unknown;
  usage: unknown;
  audit: unknown;
  keys: Record<string, unknown>;
  verified: unknown[];
};

export const readRelease = (file: string): Release =>
  JSON.parse(brotliDecompressSync(readFileSync(file)).toString("utf8"));

export const writeRelease = (file: string, release: Release): void =>
  writeFileSync(file, brotliCompressSync(JSON.stringify(release)));

/** Starts the built server on a restored database, with the release's journal, keys and time. */
export function startOn(
  release: Pick<Release, "at" | "authSecret" | "rootKey" | "journal">,
  env: { DATA_DIR: string; DATABASE_URL?: string },
): Promise<TestServer> {
  for (const [name, content] of Object.entries(release.journal)) {
    const file = path.join(env.DATA_DIR, "journal", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  // Rotations end and credits are refilled by the clock, so the server's stands where the release's did.
  const clock = path.join(env.DATA_DIR, "clock.cjs");
  const behind = Date.now() - release.at;
  writeFileSync(clock, `const now = Date.now;\nDate.now = () => now() - ${behind};\n`);
  return startServer({
    ...env,
    NODE_OPTIONS: `--require ${clock}`,
    AUTH_SECRET: release.authSecret,
    LATCHKEY_BOOTSTRAP_ROOT_KEY: release.rootKey,
  });
}

/** What differs from call to call. */
const settled = (text: string) =>
  JSON.parse(text, (name, value) => (name === "requestId" || name === "resetAt" ? "" : value));

const PATIENCE_MS = 60_000;

/** Waits until the journal is delivered: only then does the demo have all of its calls. */
async function usageOf(server: TestServer, { from, to, calls }: Omit<Asked, "keyIds" | "secrets">) {
  const late = performance.now() + PATIENCE_MS;
  for (;;) {
    const query = new URLSearchParams({ from, to, interval: "day", groupBy: "code" });
    const { status, json, text } = await server.call("GET", `/api/v1/usage?${query}`);
    const { count } = (json["totals"] ?? {}) as { count?: number };
    if (status !== 200) throw new Error(`no usage: ${text}`);
    if (calls === count) return json;
    if (performance.now() > late) throw new Error(`there are ${count} calls instead of ${calls}`);
    await pause(200);
  }
}

export async function answersOf(server: TestServer, asked: Asked): Promise<Answers> {
  const get = async (at: string) => settled((await server.call("GET", `/api/v1${at}`)).text);
  const usage = await usageOf(server, asked);
  const keys: Answers["keys"] = {};
  for (const id of asked.keyIds) keys[id] = await get(`/keys/${id}`);
  const verified: unknown[] = [];
  for (const secret of asked.secrets) verified.push(settled((await server.verify(secret)).text));
  return {
    whoami: await get("/whoami"),
    usage,
    audit: await get("/audit-events/verification"),
    keys,
    verified,
  };
}
