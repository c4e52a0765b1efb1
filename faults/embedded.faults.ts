import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import { nodeInNamespace } from "@/db/testing-namespace";
import { generateSecret } from "@/lib/platform/secret";
import { startServer, type TestServer } from "../server/testing";
import { between, createKeys, expectKept, type MadeKey } from "./load";

const ROUNDS = 30;
/** More pairs of starts than this within one life of their owner mean that none ever gets the folder. */
const PAIRS = 100;

const root = mkdtempSync(path.join(tmpdir(), "latchkey-faults-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const servers: TestServer[] = [];
// Also those of a try that failed: the next would find the machine busy.
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop("SIGKILL")));
});

async function start(env: Record<string, string>, where?: typeof nodeInNamespace): Promise<TestServer> {
  const server = await startServer(env, where);
  servers.push(server);
  return server;
}

/** A folder of its own for every try. */
const environment = () => ({
  DATA_DIR: mkdtempSync(path.join(root, "data-")),
  LATCHKEY_BOOTSTRAP_ROOT_KEY: generateSecret("lk", "root"),
  LOG_LEVEL: "silent",
});

/** Two containers start at the same moment, again and again, until one has the folder. It must be free by then. */
async function race(env: Record<string, string>, owner: { gone: boolean }): Promise<TestServer> {
  for (let pair = 0; pair < PAIRS; pair++) {
    const both = await Promise.all(
      [1, 2].map(() =>
        start(env, nodeInNamespace).catch((error: unknown) => {
          expect(String(error)).toContain("in use by another Latchkey");
          return null;
        }),
      ),
    );
    const ready = both.filter((server) => server !== null);
    expect(ready.length).toBeLessThanOrEqual(1);
    if (!ready[0]) continue;
    expect(owner.gone).toBe(true);
    return ready[0];
  }
  throw new Error("no container gets the folder");
}

test("of two containers that race for one data folder 30 times never both run, and no acknowledged key is lost", async () => {
  const env = environment();
  const made: MadeKey[] = [];
  let server = await start(env, nodeInNamespace);
  for (let round = 0; round < ROUNDS; round++) {
    const writes = await createKeys(server, made);
    const owner = { gone: false };
    const successor = race(env, owner);
    await pause(between(200, 2_000));
    owner.gone = true;
    await server.stop("SIGKILL");
    await writes.ended;
    server = await successor;
  }
  await expectKept(server, made);
  expect(made.length).toBeGreaterThan(ROUNDS);
});

test("an embedded database that is killed 30 times while keys are created has each that was acknowledged, and its audit chain verifies", async () => {
  const env = environment();
  const made: MadeKey[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const server = await start(env);
    const writes = await createKeys(server, made);
    await pause(between(50, 1_500));
    await server.stop("SIGKILL");
    await writes.ended;
  }
  const last = await start(env);
  await expectKept(last, made);
  expect(made.length).toBeGreaterThan(ROUNDS);
});
