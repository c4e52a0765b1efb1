import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { freePort } from "../scripts/postgres.mjs";
import { startServer, startsIn } from "./testing";

// The plain case of each; `faults/start.faults.ts` tries everything that a start can meet.

// A first start makes a database; a busy machine takes its time for that.
vi.setConfig({ testTimeout: 120_000 });

const root = mkdtempSync(path.join(tmpdir(), "latchkey-start-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const { refusal } = startsIn(root);

test("a start whose port is in use names PORT and ends", async () => {
  const port: number = await freePort();
  const server = createServer().listen(port);
  const sentence = await refusal({ PORT: String(port) });
  server.close();
  expect(sentence).toBe(`PORT: port ${port} is in use; choose another with PORT=…`);
});

test("a server that is stopped ends cleanly, and the next start on its folder has its keys", async () => {
  const env = { DATA_DIR: path.join(root, "kept") };
  const first = await startServer(env);
  const { secret } = await first.createKey();
  expect(await first.stop()).toBe(0);
  const second = await startServer({ ...env, LATCHKEY_BOOTSTRAP_ROOT_KEY: first.root });
  await vi.waitFor(async () => expect((await second.verify(secret)).json["code"]).toBe("VALID"), {
    timeout: 45_000,
  });
  expect(await second.stop()).toBe(0);
});
