import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort, onPath } from "../scripts/postgres.mjs";
import { startServer, type TestServer } from "../server/testing";

// Each sample of docs/gateways.md as it stands there, but for the addresses and the root key.
const GUIDE = readFileSync("docs/gateways.md", "utf8");
const sample = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(GUIDE)?.[1] ?? "";

const GATEWAYS = [
  { name: "nginx", start: nginx },
  { name: "caddy", start: caddy },
];
/** A gateway is no part of the product: those that this machine has are tried. */
const INSTALLED = GATEWAYS.filter(({ name }) => onPath(name));

let server: TestServer;
let api: Server;
let apiPort = 0;
/** What the API behind was asked with. */
let asked: IncomingHttpHeaders | undefined;
let key: { id: string; secret: string };
const folder = mkdtempSync(path.join(tmpdir(), "latchkey-gateway-"));

beforeAll(async () => {
  if (INSTALLED.length === 0) return;
  server = await startServer({ LOG_LEVEL: "warn" });
  const { items } = (await server.call("GET", "/api/v1/apis")).json as { items: { id: string }[] };
  const made = await server.call("POST", "/api/v1/keys", {
    apiId: items[0]?.id,
    name: "gateway",
    externalId: "customer_42",
    permissions: ["orders:read"],
    ratelimits: [{ name: "requests", limit: 3, windowMs: 60_000, autoApply: true }],
  });
  const { key: view, secret } = made.json as { key: { id: string }; secret: string };
  key = { id: view.id, secret };
  api = createServer((req, res) => {
    asked = req.headers;
    res.end("orders");
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const address = api.address();
  apiPort = typeof address === "object" && address ? address.port : 0;
}, 180_000);
afterAll(async () => {
  await server?.stop();
  api?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the gateway and waits until it answers. */
async function started(program: string, args: string[], port: number): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: "ignore", env: { ...process.env, HOME: folder } });
  await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/orders`), { timeout: 20_000, interval: 100 });
  return child;
}

async function nginx(port: number): Promise<ChildProcess> {
  const config = sample("nginx")
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${server.port}`)
    .replaceAll("lk_root_…", server.root)
    .replaceAll("http://orders", `http://127.0.0.1:${apiPort}`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const file = path.join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; user root;
     events {}
     http { access_log off; ${temporary.join(" ")} server { listen 127.0.0.1:${port};\n${config}\n} }`,
  );
  return started(onPath("nginx") ?? "nginx", ["-c", file], port);
}

async function caddy(port: number): Promise<ChildProcess> {
  const config = sample("caddy")
    .replaceAll("keys.example.com:3000", `127.0.0.1:${server.port}`)
    .replaceAll("lk_root_…", server.root)
    .replaceAll("orders:8080", `127.0.0.1:${apiPort}`)
    .replace("api.example.com", `http://127.0.0.1:${port}`);
  const file = path.join(folder, "Caddyfile");
  writeFileSync(file, `{\n admin off\n}\n${config}`);
  return started(onPath("caddy") ?? "caddy", ["run", "--adapter", "caddyfile", "--config", file], port);
}

test.each(GATEWAYS)("the guide has a sample for $name", ({ name }) => {
  expect(sample(name)).toContain("/api/v1/forward-auth");
});

describe.each(INSTALLED)("the sample for $name", ({ name, start }) => {
  let gateway: ChildProcess | undefined;
  let port = 0;
  beforeAll(async () => {
    port = await freePort();
    gateway = await start(port);
  }, 60_000);
  afterAll(() => {
    gateway?.kill();
  });
  const ask = (headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${port}/orders`, { headers });

  test("lets a good key through, with whose it is and without the key", async () => {
    await server.call("PATCH", `/api/v1/keys/${key.id}`, {
      ratelimits: [{ name: "requests", limit: 1_000, windowMs: 60_000, autoApply: true }],
    });
    const answer = await ask({ "X-API-Key": key.secret, "X-Customer": "forged" });
    expect([answer.status, await answer.text()]).toEqual([200, "orders"]);
    expect(asked?.["x-customer"]).toBe("customer_42");
    expect(Object.values(asked ?? {}).join()).not.toContain(key.secret);
    expect(Object.values(asked ?? {}).join()).not.toContain(server.root);
    expect((await ask({ Authorization: `Bearer ${key.secret}` })).status).toBe(200);
  });

  test("refuses an unknown key, a missing one, and one that may not", async () => {
    asked = undefined;
    expect((await ask()).status).toBe(401);
    expect((await ask({ "X-API-Key": "sk_live_unknown" })).status).toBe(401);
    // A client cannot bring a root key of its own.
    expect((await ask({ "X-Latchkey-Key": server.root })).status).toBe(401);
    await server.call("PATCH", `/api/v1/keys/${key.id}`, { permissions: [] });
    expect((await ask({ "X-API-Key": key.secret })).status).toBe(403);
    await server.call("PATCH", `/api/v1/keys/${key.id}`, { permissions: ["orders:read"] });
    expect(asked).toBeUndefined();
  });

  test("says when to come back to a key over its limit", async () => {
    await server.call("PATCH", `/api/v1/keys/${key.id}`, {
      ratelimits: [{ name: name, limit: 1, windowMs: 60_000, autoApply: true }],
    });
    expect((await ask({ "X-API-Key": key.secret })).status).toBe(200);
    const over = await ask({ "X-API-Key": key.secret });
    expect(over.status).toBe(429);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
