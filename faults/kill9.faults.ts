import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { generateSecret } from "@/lib/platform/secret";
import { privatePostgres, startServer } from "../server/testing";
import { type Answers, between, expectCountedOnce, verifyKey } from "./load";

const KILLS = 20;
const CONNECTIONS = 16;

test("a server that is killed 20 times under load loses no acknowledged verification and counts none twice", async () => {
  const postgres = await privatePostgres();
  const dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-kill9-"));
  const env = {
    DATABASE_URL: postgres.url,
    DATA_DIR: dataDir,
    LATCHKEY_BOOTSTRAP_ROOT_KEY: generateSecret("lk", "root"),
    LOG_LEVEL: "warn",
  };
  const seen: Answers = { acknowledged: [], others: [] };
  try {
    let secret = "";
    for (let life = 0; life < KILLS; life++) {
      const server = await startServer(env);
      secret ||= (await server.createKey()).secret;
      const load = verifyKey(server, secret, seen, CONNECTIONS);
      await pause(between(100, 2_500));
      await server.stop("SIGKILL");
      await load.ended;
    }
    // One more start replays what the last one left behind.
    const last = await startServer(env);
    await expectCountedOnce(postgres.url, seen.acknowledged, KILLS * CONNECTIONS);
    expect(seen.others).toEqual([]);
    expect(seen.acknowledged.length).toBeGreaterThan(KILLS * 50);
    await last.stop();
  } finally {
    postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
