import { createServer, type IncomingMessage } from "node:http";
import { connectRedis } from "./over-tcp";
import { PlainScripts } from "./plain-scripts";

/** Strings as base64, all but `OK`, when the client asks for it: what is binary survives JSON. */
function encoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encoded);
  return typeof value === "string" && value !== "OK" ? Buffer.from(value).toString("base64") : value;
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/**
 * As much of Upstash's REST as its client needs, in front of a Redis: one command as a JSON array at `/`, several at
 * `/pipeline`. For tests and the benchmark, which must not need a cloud.
 */
export async function restBridge(redisUrl: string, token: string, listenOn = 0) {
  const redis = await connectRedis(redisUrl);
  const scripts = new PlainScripts();
  /** As Upstash does, which knows the flags in a script's first line. */
  const call = (name = "", ...args: string[]) => {
    const [script = "", ...rest] = args;
    if (name === "eval") return redis.call(name, scripts.ofText(script).text, ...rest);
    if (name === "evalsha") return redis.call(name, scripts.ofHash(script).sha, ...rest);
    return redis.call(name, ...args);
  };
  const one = async (command: unknown, base64: boolean) => {
    try {
      const [name, ...args] = (command as unknown[]).map(String);
      const result = await call(name, ...args);
      return { result: base64 ? encoded(result) : result };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  const server = createServer(async (req, res) => {
    const answer = (status: number, body: unknown) =>
      res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (req.headers.authorization !== `Bearer ${token}`) return answer(401, { error: "Unauthorized" });
    try {
      const body = await bodyOf(req);
      const base64 = req.headers["upstash-encoding"] === "base64";
      if (req.url === "/pipeline")
        return answer(200, await Promise.all((body as unknown[]).map((command) => one(command, base64))));
      const result = await one(body, base64);
      return answer("error" in result ? 400 : 200, result);
    } catch {
      return answer(400, { error: "ERR the body is not a command" });
    }
  });
  await new Promise<void>((resolve) => server.listen(listenOn, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    restUrl: `http://127.0.0.1:${port}`,
    token,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      redis.disconnect();
    },
  };
}
