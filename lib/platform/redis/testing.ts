import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { connectRedis } from "./over-tcp";
import { restBridge } from "./rest-bridge";

/** Is there a redis-server to start? scripts/test.mjs installs one where it may. */
export const hasRedisServer = spawnSync("redis-server", ["--version"]).status === 0;

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A redis-server of a test's own, which it may kill, freeze and start again on the same port. */
export async function privateRedis() {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const start = async () => {
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    child = spawn("redis-server", args, { stdio: "ignore" });
    for (let tries = 0; tries < 200; tries++) {
      const redis = await connectRedis(url);
      const answer = await redis.ping().catch(() => null);
      redis.disconnect();
      if (answer) return;
    }
    throw new Error("the private redis-server did not answer");
  };
  const kill = async () => {
    const ending = child;
    child = undefined;
    if (!ending) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url,
    start,
    kill,
    freeze: () => child?.kill("SIGSTOP"),
    thaw: () => child?.kill("SIGCONT"),
    /** An administrator's connection. */
    client: () => connectRedis(url),
    /** The same Redis over a local bridge that speaks Upstash's REST. */
    rest: (token: string) => restBridge(url, token),
  };
}

export type PrivateRedis = Awaited<ReturnType<typeof privateRedis>>;
