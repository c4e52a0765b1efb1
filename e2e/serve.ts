import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base, expect } from "@playwright/test";
import { freePort } from "../scripts/postgres.mjs";

/** Until the server has answered what was accepted; it stops by itself sooner. */
const STOP_MS = 12_000;

export async function startServer(more: Record<string, string> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-e2e-"));
  const port: number = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, PORT: String(port), DATA_DIR: folder, APP_URL: url, LOG_LEVEL: "warn", ...more },
  });
  const errors = { text: "" };
  child.stderr.on("data", (chunk: Buffer) => {
    errors.text += chunk;
    process.stderr.write(chunk);
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const answers = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await Promise.race([
    expect.poll(answers, { timeout: 120_000, intervals: [100] }).toBe(true),
    ended.then((code) => Promise.reject(new Error(`the server ended with ${code} before it answered`))),
  ]);
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(kill, STOP_MS);
    await ended;
    clearTimeout(late);
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, port, errors, stop };
}

/** A test on a server of its worker's own, with a database that was empty: workers see nothing of each other. */
export const test = base.extend<object, { server: string }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs; this one needs nothing.
    async ({}, use) => {
      const { url, stop } = await startServer();
      await use(url);
      await stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  baseURL: async ({ server }, use) => use(server),
});

export { expect };
