import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["{app,components,db,lib,server,scripts}/**/*.test.{ts,tsx}"],
    // Whole servers bring their own databases: once is enough.
    exclude: process.env["LATCHKEY_TEST_POSTGRES"] ? ["server/**"] : [],
    globalSetup: ["db/testing-setup.ts", "lib/testing-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Each file opens an embedded database of its own for some seconds: compiling it a second time, for speed, never pays there.
    execArgv: ["--liftoff-only"],
    // Some tests start real processes and break them: a starved machine may spoil one try, not two.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
