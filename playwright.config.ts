import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";

// The configuration is read by the runner and by each worker: what is drawn by chance is drawn once and handed on.
process.env.E2E_PORT ??= String(20_000 + Math.floor(Math.random() * 20_000));
process.env.E2E_DATA_DIR ??= mkdtempSync(path.join(tmpdir(), "latchkey-e2e-"));
const url = `http://localhost:${process.env.E2E_PORT}`;

const EMPTY = ["first-visit.spec.ts", "quickstart.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  workers: 1,
  // A busy machine may starve one try of one job; what fails twice has failed.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // What needs a database without an account, or without a call, goes first.
  projects: [
    { name: "empty", testMatch: EMPTY },
    { name: "jobs", testIgnore: EMPTY },
  ],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    // Recording costs a third of a run; `--trace on` shows what failed here, and where tries are repeated the second is recorded.
    trace: "on-first-retry",
    launchOptions: {
      executablePath: process.env.LATCHKEY_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "exec node scripts/start.mjs",
    url: `${url}/healthz`,
    timeout: 240_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 12_000 },
    stdout: "ignore",
    stderr: "pipe",
    env: {
      PORT: process.env.E2E_PORT,
      DATA_DIR: process.env.E2E_DATA_DIR,
      APP_URL: url,
      LOG_LEVEL: "warn",
    },
  },
});
