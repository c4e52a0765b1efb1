import { defineConfig } from "vitest/config";

/** `npm run test:faults`: one campaign at a time, nearly each against servers of its own, for minutes. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ["faults/**/*.faults.ts"],
    globalSetup: ["db/testing-setup.ts", "lib/testing-setup.ts"],
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 180_000,
  },
});
