import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, vi } from "vitest";
import { generateSecret } from "@/lib/platform/secret";
import { batchesOf, eventsOf } from "@/lib/usage/journal-record";
import { freePort, startPostgres } from "../scripts/postgres.mjs";

/** A whole PostgreSQL server of a test's own, which it may kill, freeze and start again on the same port. */
export async function privatePostgres() {
  const postgres = await startPostgres();
  if (!postgres) throw new Error("there is no PostgreSQL to start");
  const pids = () => {
    const main = String(postgres.pid());
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", main]).toString().trim().split(/\s+/);
    return [main, ...children].map(Number);
  };
  const toAll = (signal: NodeJS.Signals) => {
    for (const pid of pids())
      try {
        process.kill(pid, signal);
      } catch {
        // It ended in the meantime.
      }
  };
  return {
    ...postgres,
    freeze: () => toAll("SIGSTOP"),
    thaw: () => toAll("SIGCONT"),
  };
}

/** Stands before a TCP server and hands on what comes from it `delayMs` late. */
export async function slowProxy(target: number) {
  const state = { delayMs: 0 };
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    near.pipe(far);
    far.on("data", (chunk) => setTimeout(() => near.writable && near.write(chunk), state.delayMs));
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
  });
  const port: number = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port, state, close: () => server.close() };
}

export type Answer = { status: number; json: Record<string, unknown>; text: string };

/** The product as it is installed: the built server in a process of its own, with its root key and a client. */
export async function startServer(
  env: Record<string, string>,
  where: (args: string[]) => { command: string; args: string[] } = (args) => ({
    command: process.execPath,
    args,
  }),
) {
  if (!existsSync("dist/server.js") || !existsSync(".next/BUILD_ID"))
    throw new Error("Latchkey is not built: node scripts/build.mjs");
  const port: number = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-server-"));
  const root = env["LATCHKEY_BOOTSTRAP_ROOT_KEY"] ?? generateSecret("lk", "root");
  const { command, args } = where(["dist/server.js"]);
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: String(port),
      HOST: "127.0.0.1",
      DATA_DIR: folder,
      LATCHKEY_BOOTSTRAP_EMAIL: "owner@example.com",
      LATCHKEY_BOOTSTRAP_PASSWORD: "correct horse battery staple",
      LATCHKEY_BOOTSTRAP_ROOT_KEY: root,
      ...env,
    },
  });
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output.text += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await ready(child, output, ended);
  const agent = new Agent({ keepAlive: true });
  const call = (method: string, at: string, body?: unknown, timeoutMs = 45_000) =>
    send(agent, port, { method, path: at, root, timeoutMs }, body);
  return {
    port,
    root,
    folder,
    output,
    ended,
    call,
    pid: child.pid ?? 0,
    verify: (key: string, timeoutMs?: number) => call("POST", "/api/v1/keys/verify", { key }, timeoutMs),
    /** Makes a key of the API that the start made. */
    createKey: (name = "k"): Promise<{ id: string; secret: string }> =>
      // Right after a start a busy machine may take longer than management calls wait for the database.
      vi.waitFor(
        async () => {
          const apis = (await call("GET", "/api/v1/apis")).json as { items?: { id: string }[] };
          const made = await call("POST", "/api/v1/keys", { apiId: apis.items?.[0]?.id, name });
          if (made.status !== 201) throw new Error(`no key was made: ${made.status} ${made.text}`);
          const { key, secret } = made.json as { key: { id: string }; secret: string };
          return { id: key.id, secret };
        },
        { timeout: 120_000, interval: 200 },
      ),
    /** The sum of a metric over its labels that match. */
    metric: async (name: string, labels = ""): Promise<number> => {
      const { text } = await call("GET", "/metrics");
      const lines = text.split("\n").filter((line) => /[ {]/.test(line.charAt(name.length)));
      return lines
        .filter((line) => line.startsWith(name) && line.includes(labels))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
    },
    stop: async (signal: NodeJS.Signals = "SIGTERM") => {
      agent.destroy();
      if (child.exitCode === null) child.kill(signal);
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;

/** No start takes as long, even on a busy machine. */
const READY_MS = 120_000;

async function ready(child: ChildProcess, output: { text: string }, ended: Promise<number | null>) {
  const seen = new Promise<void>((resolve) => {
    const look = () => output.text.includes("Latchkey is ready") && resolve();
    child.stdout?.on("data", look);
  });
  const late = new AbortController();
  const code = await Promise.race([seen, ended, pause(READY_MS, "late", { signal: late.signal })]);
  late.abort();
  if (output.text.includes("Latchkey is ready")) return;
  if (code !== "late") throw new Error(`the server ended with ${code}: ${output.text}`);
  child.kill("SIGKILL");
  throw new Error(`the server was not ready within ${READY_MS} ms: ${output.text}`);
}

type Call = { method: string; path: string; root: string; timeoutMs: number };

/** One request; rejects if the connection fails or nothing has come within `timeoutMs`. */
export function send(agent: Agent, port: number, call: Call, body?: unknown): Promise<Answer> {
  const { method, path: at, root, timeoutMs } = call;
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${root}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const req = request({ agent, host: "127.0.0.1", port, method, path: at, headers }, (res) => {
      let text = "";
      res.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      // A server that is killed in the middle of an answer ends it without an error.
      res.on("close", () => {
        clearTimeout(timer);
        if (!res.complete) reject(new Error("the connection ended in the middle of the answer"));
      });
      res.on("end", () => {
        let json = {};
        try {
          json = JSON.parse(text);
        } catch {
          // Not every answer is JSON.
        }
        resolve({ status: res.statusCode ?? 0, json, text });
      });
    });
    const timer = setTimeout(() => req.destroy(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
    req.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    req.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Verify requests as the bytes of one connection, one behind the other without waiting. */
export function pipelined(root: string, key: string, times: number): string {
  const body = JSON.stringify({ key });
  const head = `POST /api/v1/keys/verify HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${root}\r\n`;
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`.repeat(times);
}

/** The answers that arrived whole in a connection's bytes. */
export function answersIn(text: string): { status: number; requestId: string }[] {
  const answers: { status: number; requestId: string }[] = [];
  for (let at = 0; ; ) {
    const bodyAt = text.indexOf("\r\n\r\n", at) + 4;
    if (bodyAt < 4) return answers;
    const head = text.slice(at, bodyAt);
    const field = (name: string) => new RegExp(`^${name}: (.*)\r$`, "im").exec(head)?.[1] ?? "";
    at = bodyAt + Number(field("content-length"));
    if (at > text.length) return answers;
    answers.push({ status: Number(head.slice(9, 12)), requestId: field("x-request-id") });
  }
}

/** The request ids in a usage journal's folder, of all writers. */
export function journalled(folder: string): Set<string> {
  const segments = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".jsonl"),
  );
  const batches = segments.flatMap((name) => [...batchesOf(readFileSync(path.join(folder, name)))]);
  return new Set(batches.flatMap(({ rows }) => eventsOf(rows)).map((event) => event.requestId));
}

/**
 * Verifies over `connections` kept-alive connections until it is stopped, a few hundred times a second. Counts what was
 * answered VALID, and keeps whatever else there was.
 */
export function verifyLoad(server: TestServer, key: string, connections = 8, timeoutMs = 30_000) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const seen = { valid: 0, others: [] as string[] };
  let running = true;
  const call = { method: "POST", path: "/api/v1/keys/verify", root: server.root, timeoutMs };
  const one = async () => {
    while (running) {
      try {
        const answer = await send(agent, server.port, call, { key });
        if (answer.json["valid"] === true) seen.valid++;
        else seen.others.push(`${answer.status} ${answer.text.slice(0, 200)}`);
      } catch (error) {
        seen.others.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const all = Promise.all(Array.from({ length: connections }, one));
  return {
    seen,
    stop: async () => {
      running = false;
      await all;
      agent.destroy();
      return seen;
    },
  };
}

type Raw = { status: number; fields: Map<string, string>; body: string };

/** Sends the bytes and reads until the server closes. */
export function raw(port: number, bytes: string | Buffer, timeoutMs = 20_000): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(new Error(`nothing more after ${text}`)), timeoutMs);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", reject).on("close", () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

export async function ask(port: number, line: string, fields: string[] = [], body = ""): Promise<Raw> {
  const head = [`${line} HTTP/1.1`, "Connection: close", ...fields];
  if (!fields.some((field) => field.startsWith("Host:"))) head.push(`Host: 127.0.0.1:${port}`);
  if (body) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
  const text = await raw(port, `${head.join("\r\n")}\r\n\r\n${body}`);
  const [first = "", ...lines] = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n");
  const pairs = lines.map((each): [string, string] => {
    const colon = each.indexOf(":");
    return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()];
  });
  return {
    status: Number(first.split(" ")[1]),
    fields: new Map(pairs),
    body: text.slice(text.indexOf("\r\n\r\n") + 4),
  };
}

/** A fault of ours is one of these in the log. */
export const faultsIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => /"level":[56]0|⨯|^\w*Error\b/.test(line) && !line.includes("sign-in failed"));

const SERVER = ["dist/server.js"];

/** Starts that end by themselves; what they write lies in `root`, unless DATA_DIR says otherwise. */
export function startsIn(root: string) {
  /** Runs a program of the product as its `npm` script does and waits for its end. */
  const start = (
    env: Record<string, string>,
    args = SERVER,
  ): Promise<{ code: number | null; stderr: string }> => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        DATA_DIR: path.join(root, "data"),
        LOG_LEVEL: "silent",
        ...env,
      },
    });
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => {
      stderr += text;
    });
    return new Promise((resolve) => child.once("exit", (code) => resolve({ code, stderr })));
  };
  /** The one sentence of a start that ended because of these variables. */
  const refusal = async (env: Record<string, string>): Promise<string> => {
    const { code, stderr } = await start({ PORT: String(await freePort()), ...env });
    expect({ code, lines: stderr.trim().split("\n").length, stderr }).toMatchObject({ code: 1, lines: 1 });
    expect(stderr).not.toContain("hunter2");
    return stderr.trim();
  };
  return { start, refusal };
}
