import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { openEmbedded } from "@/db/embedded";

// A start is compiled anew each time; a busy machine takes its time for that.
vi.setConfig({ testTimeout: 120_000 });

const root = mkdtempSync(path.join(tmpdir(), "latchkey-start-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Starts the server as `npm start` does and waits for its end. */
function start(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
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
}

function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  return new Promise((resolve) =>
    server.listen(0, () => {
      const address = server.address();
      resolve({ server, port: typeof address === "object" && address ? address.port : 0 });
    }),
  );
}

/** A free port, for starts that must not fail on it. */
async function freePort(): Promise<string> {
  const { server, port } = await listening();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe("a start that cannot be", () => {
  test("because the port is in use says so", async () => {
    const { server, port } = await listening();
    const { code, stderr } = await start({ PORT: String(port) });
    server.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`PORT: port ${port} is in use; choose another with PORT=…\n`);
  });

  test.each([
    [{ PORT: "http" }, /^PORT: must be a port number\.\n$/],
    [{ APP_URL: "keys.example" }, /^APP_URL: must be an http\(s\) URL\.\n$/],
    [{ AUTH_SECRET: "short" }, /^AUTH_SECRET: must have at least 32 characters\.\n$/],
    [{ DATABASE_URL: "mysql://x" }, /^DATABASE_URL: must begin with postgres:\/\//],
    [{ AUTH_GITHUB_ID: "x" }, /^AUTH_GITHUB_ID and AUTH_GITHUB_SECRET must be set together\.\n$/],
    [
      {
        LATCHKEY_BOOTSTRAP_EMAIL: "a@example.com",
        LATCHKEY_BOOTSTRAP_PASSWORD: "long enough a password",
        LATCHKEY_BOOTSTRAP_ROOT_KEY: "lk_root_nope",
      },
      /^LATCHKEY_BOOTSTRAP_ROOT_KEY: must be lk_root_/,
    ],
  ])("because of %j names the variable", async (env, sentence) => {
    const { code, stderr } = await start(env);
    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("because the data folder cannot be written names it", async () => {
    const file = path.join(root, "a-file");
    writeFileSync(file, "");
    const { code, stderr } = await start({ PORT: await freePort(), DATA_DIR: path.join(file, "data") });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DATA_DIR: the folder .* cannot be written \(ENOTDIR\)\.\n$/);
  });

  test("because the database does not answer says where, and not with which password", async () => {
    const port = await freePort();
    const { code, stderr } = await start({
      PORT: await freePort(),
      DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${port}/x`,
    });
    expect(code).toBe(1);
    expect(stderr).toBe(`DATABASE_URL: the database at 127.0.0.1:${port} cannot be used (ECONNREFUSED).\n`);
  });

  test("because another process has the data folder says which", async () => {
    const dataDir = path.join(root, "held");
    const held = await openEmbedded(path.join(dataDir, "postgres"));
    const { code, stderr } = await start({ PORT: await freePort(), DATA_DIR: dataDir });
    await held.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`in use by another Latchkey (process ${process.pid})`);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
