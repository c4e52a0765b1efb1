import { availableParallelism } from "node:os";
import { defineConfig, devices } from "@playwright/test";

const EMPTY = ["first-visit.spec.ts", "quickstart.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/build.ts",
  fullyParallel: false,
  // Each with a server of its own. More than two would only wait for each other.
  workers: Math.min(2, availableParallelism()),
  // A busy machine may starve one try of one job; what fails twice has failed.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // What needs a database without an account, or without a call, has workers and so servers of its own.
  projects: [
    { name: "empty", testMatch: EMPTY },
    { name: "jobs", testIgnore: EMPTY },
  ],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    // Every frame of a movement is drawn by software here, and a test would wait for the last.
    contextOptions: { reducedMotion: "reduce" },
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
});
