import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startCold, startColdMinimal, startForgetful, startUnknown } from "./cold";
import { NEXT_SERVER, OWN_SERVER, startProduct } from "./product";
import { newDatabase, redisUrl, upstash } from "./services";
import { KEYS, question, secrets, serverFile, startServer, type Target, temporaryFolder } from "./target";

/**
 * `onDemand`: only if it is asked for by name. `isProduct`: another build can be run in its place, from the folder that
 * `start` is given.
 */
export type Case = {
  name: string;
  what: string;
  start: (folder?: string) => Promise<Target>;
  onDemand?: true;
  isProduct?: true;
};

/** The servers beside ours: a file of `bench/servers` that knows the secrets and does the minimum. */
async function startMinimal(file: string): Promise<Target> {
  const known = secrets(KEYS);
  const secretsFile = path.join(temporaryFolder(), "secrets");
  writeFileSync(secretsFile, known.join("\n"), { mode: 0o600 });
  const bodies = known.map(question);
  const { port, pid, stop } = await startServer(
    serverFile(file),
    { SECRETS_FILE: secretsFile },
    async (at) => {
      const answer = await fetch(`http://127.0.0.1:${at}/verify`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: bodies[0] ?? "",
      });
      return answer.ok;
    },
  );
  return { port, pid, path: "/verify", headers: {}, bodies, expect: '"code":"VALID"', counted: null, stop };
}

async function startBetterAuth(mode: "default" | "fast"): Promise<Target> {
  const secretsFile = path.join(temporaryFolder(), "secrets");
  const { port, pid, stop } = await startServer(
    serverFile("better-auth.ts"),
    {
      ...{ BETTER_AUTH_MODE: mode, KEYS: String(KEYS), SECRETS_FILE: secretsFile },
      DATABASE_URL: await newDatabase(),
    },
    async (at) => (await fetch(`http://127.0.0.1:${at}/`)).ok,
  );
  const bodies = readFileSync(secretsFile, "utf8").split("\n").map(question);
  const target = { port, pid, path: "/verify", headers: {}, bodies, expect: '"code":"VALID"' };
  return { ...target, counted: null, stop };
}

async function startProfiled(): Promise<Target> {
  const profileFolder = temporaryFolder();
  const args = ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`, ...OWN_SERVER];
  return { ...(await startProduct({ args })), profileFolder };
}

/** In the order in which they are driven in each round. The first is what the others are compared with. */
export const CASES: readonly Case[] = [
  { name: "bare", what: "Node's HTTP, a fixed answer", start: () => startMinimal("bare.ts") },
  {
    name: "minimal",
    what: "Node's HTTP with parse, SHA-256, Map, counter, buffered event",
    start: () => startMinimal("minimal.ts"),
  },
  {
    name: "verify",
    what: "Latchkey through its own server, embedded",
    start: (folder) => startProduct({ folder }),
    isProduct: true,
  },
  {
    name: "next",
    what: "Latchkey under plain next start, embedded",
    start: (folder) => startProduct({ args: NEXT_SERVER, folder }),
    isProduct: true,
  },
  { name: "hono", what: "Hono doing what minimal does", start: () => startMinimal("hono.ts") },
  {
    name: "profile",
    what: "as verify, with Node's profiler on: microseconds a request by function",
    start: startProfiled,
    onDemand: true,
  },
  { name: "fastify", what: "Fastify doing what minimal does", start: () => startMinimal("fastify.ts") },
  {
    name: "better-auth",
    what: "better-auth's API keys on PostgreSQL, as documented",
    start: () => startBetterAuth("default"),
  },
  {
    name: "better-auth-fast",
    what: "the same in its fastest documented setting",
    start: () => startBetterAuth("fast"),
  },
  {
    name: "postgres",
    what: "Latchkey on PostgreSQL",
    start: async (folder) => startProduct({ env: { DATABASE_URL: await newDatabase() }, folder }),
    isProduct: true,
  },
  {
    name: "redis",
    what: "Latchkey on PostgreSQL with its limits in Redis",
    start: async (folder) =>
      startProduct({ env: { DATABASE_URL: await newDatabase(), REDIS_URL: await redisUrl() }, folder }),
    isProduct: true,
  },
  {
    name: "upstash",
    what: "the same over Upstash's REST, from a local bridge",
    start: async (folder) =>
      startProduct({ env: { DATABASE_URL: await newDatabase(), ...(await upstash()) }, folder }),
    isProduct: true,
  },
  {
    name: "two-processes",
    what: "Latchkey on PostgreSQL with WEB_CONCURRENCY=2",
    start: async () => startProduct({ env: { DATABASE_URL: await newDatabase(), WEB_CONCURRENCY: "2" } }),
  },
  {
    name: "cold-minimal",
    what: "Node's HTTP with one prepared query on the pg pool",
    start: startColdMinimal,
  },
  {
    name: "forgetful",
    what: "Latchkey on PostgreSQL, every key known and none in memory",
    start: startForgetful,
    isProduct: true,
  },
  { name: "cold", what: "Latchkey on PostgreSQL, every key for the first time", start: startCold },
  {
    name: "unknown",
    what: "Latchkey on PostgreSQL, every value one that is nobody's",
    start: startUnknown,
  },
];
