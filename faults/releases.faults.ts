import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { openEmbedded } from "@/db/embedded";
import { writeTables } from "@/db/release";
import { answersOf, readRelease, startOn } from "../server/releases/fixture";
import { privatePostgres } from "../server/testing";

vi.setConfig({ testTimeout: 240_000 });

const root = mkdtempSync(path.join(tmpdir(), "latchkey-upgrade-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const RECORDED = "docs/releases";
const releases = readdirSync(RECORDED);

/** An empty database of the engine, to restore a release into and to start on. */
async function emptyDatabase(engine: "embedded" | "PostgreSQL", dataDir: string) {
  if (engine === "embedded") {
    const { pool, close } = await openEmbedded(path.join(dataDir, "postgres"));
    return { pool, env: { DATA_DIR: dataDir }, restored: close, stop: () => {} };
  }
  const postgres = await privatePostgres();
  const pool = { connectionString: postgres.url };
  const env = { DATA_DIR: dataDir, DATABASE_URL: postgres.url };
  return { pool, env, restored: async () => {}, stop: () => postgres.stop() };
}

const cases = releases.flatMap((version) =>
  (["embedded", "PostgreSQL"] as const).map((on) => [version, on] as const),
);

test.each(cases)(
  "a database of %s on %s keeps its data and is answered as that release did",
  async (version, engine) => {
    const release = readRelease(path.join(RECORDED, version, "demo.json.br"));
    const database = await emptyDatabase(engine, path.join(root, version, engine));
    try {
      const made = await writeTables(database.pool, release.tables).finally(database.restored);
      expect(made.migrations, "a migration of a release was changed").toEqual(release.tables.migrations);
      // A data folder of another major version can't be opened: such an upgrade needs a way of its own.
      if (engine === "embedded") expect(made.postgres).toBe(release.tables.postgres);
      const server = await startOn(release, database.env);
      const answers = await answersOf(server, release.asked)
        .catch((error: unknown) => {
          throw new Error(`${error}; the server said: ${server.output.text}`);
        })
        .finally(() => server.stop());
      // Later releases may add fields.
      expect(answers).toMatchObject(release.answers);
      expect(release.answers).toMatchObject({
        audit: { intact: true },
        verified: [
          { code: "VALID", credits: { remaining: 499 }, rotation: { state: "retiring" } },
          { code: "VALID", credits: { remaining: 498 }, rotation: null },
          { code: "VALID" },
        ],
      });
    } finally {
      database.stop();
    }
  },
);
