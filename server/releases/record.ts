import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openEmbedded } from "@/db/embedded";
import { readTables, writeTables } from "@/db/release";
import { writeHistory } from "@/lib/demo/history";
import { readSources } from "@/lib/demo/sources";
import { writeUsage } from "@/lib/demo/usage";
import { loadConfig } from "@/lib/platform/config";
import { startRuntime } from "@/lib/runtime/start";
import { startServer, type TestServer } from "../testing";
import { type Asked, answersOf, startOn, writeRelease } from "./fixture";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A small demo: of today and yesterday, with single calls of the last quarter of an hour. */
const SPAN = { days: 1, singleMs: HOUR / 4 };
const CREDITS = 1_000;
/** Calls that are in the journal only. */
const UNDELIVERED = 25;

/** Writes the demo; answers its root key. */
async function writeDemo(dataDir: string, authSecret: string): Promise<string> {
  const config = loadConfig({ DATA_DIR: dataDir, AUTH_SECRET: authSecret, LOG_LEVEL: "warn" });
  const rt = await startRuntime(config);
  try {
    return await rt.db.transaction(async (tx) => {
      const now = rt.now();
      const history = await writeHistory(rt, tx, now, "no password");
      const sources = await readSources(tx, history, now);
      await writeUsage(tx, history.workspaceId, sources, now, () => {}, SPAN);
      return history.rootKey;
    });
  } finally {
    await rt.close();
  }
}

/** Adds what has to be known in the clear: a key in rotation that has spent half of its credits, and an imported key. */
async function addKnown(server: TestServer): Promise<{ keyIds: string[]; secrets: string[] }> {
  const call = async (method: string, at: string, body?: unknown) => {
    const { status, json, text } = await server.call(method, `/api/v1${at}`, body);
    if (status >= 300) throw new Error(`${method} ${at}: ${status} ${text}`);
    return json as { id: string; items: { id: string }[]; key: { id: string }; secret: string; code: string };
  };
  const { id: apiId } = await call("POST", "/apis", { name: "upgrades" });
  const made = await call("POST", "/keys", {
    apiId,
    name: "upgraded",
    permissions: ["orders:read"],
    credits: { remaining: CREDITS },
    ratelimits: [{ name: "upgrades", limit: 1_000, windowMs: HOUR, autoApply: true }],
    externalId: "upgraded-customer",
    metadata: { plan: "pro" },
  });
  const { code } = await call("POST", "/keys/verify", { key: made.secret, cost: CREDITS / 2 });
  if (code !== "VALID") throw new Error(`no credits were spent: ${code}`);
  const rotated = await call("POST", `/keys/${made.key.id}/rotate`, { overlapSeconds: (7 * DAY) / 1_000 });
  const plaintext = "a-value-from-elsewhere";
  await call("POST", "/keys/import", { apiId, keys: [{ name: "imported", plaintext }] });
  const keyIds = (await call("GET", "/keys?limit=100")).items.map(({ id }) => id);
  return { keyIds, secrets: [made.secret, rotated.secret, plaintext] };
}

/** Policies act on the demo once a minute: what they have to do is done before it is written down. */
async function policiesRan(server: TestServer): Promise<void> {
  while ((await server.metric("latchkey_policies_last_run_seconds")) === 0) await pause(1_000);
}

function journalIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const segments = names.filter((name) => name.endsWith(".jsonl"));
  return Object.fromEntries(segments.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

/** Works with the demo as people do, and kills the server before the last calls are in its database. */
async function workOnDemo(env: Record<string, string>): Promise<Asked> {
  const first = await startServer(env);
  const known = await addKnown(first);
  await policiesRan(first);
  await first.stop();
  const second = await startServer(env);
  const today = Math.floor(Date.now() / DAY) * DAY;
  const [from, to] = [today - 3 * DAY, today + DAY].map((time) => new Date(time).toISOString());
  const range = { from: from ?? "", to: to ?? "" };
  const { json } = await second.call("GET", `/api/v1/usage?from=${range.from}&to=${range.to}&interval=day`);
  const { count } = json["totals"] as { count: number };
  const imported = known.secrets.at(-1) ?? "";
  await Promise.all(Array.from({ length: UNDELIVERED }, () => second.verify(imported)));
  await second.stop("SIGKILL");
  return { ...range, ...known, calls: count + UNDELIVERED };
}

/** Makes a demo with this build, and writes its database, its journal and what this build answers on them. */
export async function recordRelease(file: string, version: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-release-"));
  try {
    const [made, restored] = [path.join(folder, "made"), path.join(folder, "restored")];
    const authSecret = randomBytes(32).toString("base64url");
    const rootKey = await writeDemo(made, authSecret);
    const env = { DATA_DIR: made, AUTH_SECRET: authSecret, LATCHKEY_BOOTSTRAP_ROOT_KEY: rootKey };
    const asked = await workOnDemo(env);
    const journal = journalIn(path.join(made, "journal"));
    const embedded = await openEmbedded(path.join(made, "postgres"));
    const tables = await readTables(embedded.pool).finally(() => embedded.close());
    if (Object.keys(journal).length === 0) throw new Error("the journal was delivered: too slow a machine");
    const release = { version, at: Date.now(), authSecret, rootKey, tables, journal, asked };
    const copy = await openEmbedded(path.join(restored, "postgres"));
    await writeTables(copy.pool, tables).finally(() => copy.close());
    const server = await startOn(release, { DATA_DIR: restored });
    const answers = await answersOf(server, asked).finally(() => server.stop());
    writeRelease(file, { ...release, answers });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
