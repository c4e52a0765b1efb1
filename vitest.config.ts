import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const FOLDERS = ["app", "bench", "components", "db", "lib", "server", "scripts", "packages"];
const onPostgres = Boolean(process.env["LATCHKEY_TEST_POSTGRES"]);

/** The tests that open a database through `lib/testing.ts` or `db/testing.ts`: the others are the same whichever it is. */
function withDatabase(): string[] {
  const tests = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => `${folder}/${file}`),
  );
  const imports = /from "(@\/(lib|db)|\.{1,2}(\/\.\.)*)\/testing"/;
  return tests.filter((file) => imports.test(readFileSync(file, "utf8")));
}

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: onPostgres ? withDatabase() : [`{${FOLDERS}}/**/*.test.{ts,tsx}`],
    // Whole servers bring their own databases, and an outage of Redis is the same on each: once is enough.
    exclude: onPostgres ? ["server/**", "lib/verify/degraded.test.ts"] : [],
    globalSetup: ["db/testing-setup.ts", "lib/testing-setup.ts"],
    setupFiles: ["lib/testing-next.ts"],
    pool: "forks",
    // Files that follow each other in a process share what they import and their embedded database, emptied in between.
    isolate: false,
    // One more than the cores of a small machine: the tests that break servers wait most of their time.
    maxWorkers: 3,
    // Some tests start real processes and break them: a starved machine may spoil one try, not two.
    retry: process.env.CI ? 1 : 0,
    // What takes seconds alone takes many times that on a machine that is full.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
