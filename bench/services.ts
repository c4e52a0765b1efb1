import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { Client } from "pg";
import { freePort, onPath, startPostgres } from "../scripts/postgres.mjs";
import { atEnd, serverFile, startServer, temporaryFolder, until } from "./target";

let postgres: ReturnType<typeof startPostgres> | undefined;
let databases = 0;

/** The address of an empty database on the bench's one private PostgreSQL. */
export async function newDatabase(): Promise<string> {
  postgres ??= startPostgres();
  const server = await postgres;
  if (!server) throw new Error("PostgreSQL is not installed and could not be");
  const name = `bench_${++databases}`;
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.url.replace(/\/postgres$/, `/${name}`);
}

let redis: Promise<string> | undefined;

/** The address of the bench's one private Redis: in memory, nothing saved. */
export function redisUrl(): Promise<string> {
  redis ??= startRedis();
  return redis;
}

async function startRedis(): Promise<string> {
  const program = onPath("redis-server", "valkey-server");
  if (!program) throw new Error("no redis-server is installed");
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child: ChildProcess = spawn(program, args, { stdio: "ignore", cwd: temporaryFolder() });
  atEnd(() => child.kill("SIGKILL"));
  await until("redis-server", () => answers(port).catch(() => false));
  return `redis://127.0.0.1:${port}`;
}

/** The environment that reaches the same Redis over Upstash's REST. */
export async function upstash(): Promise<Record<string, string>> {
  const token = "a token for the bench";
  const { port } = await startServer(
    serverFile("upstash.ts"),
    { REDIS_URL: await redisUrl(), REST_TOKEN: token },
    async (at) => (await fetch(`http://127.0.0.1:${at}/`)).status === 401,
  );
  return { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${port}`, UPSTASH_REDIS_REST_TOKEN: token };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}
