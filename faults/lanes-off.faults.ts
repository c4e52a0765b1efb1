import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { corpusOf } from "../server/lane-corpus";
import { exchange, seen } from "../server/lane-testing";
import { startServer, type TestServer } from "../server/testing";

vi.setConfig({ testTimeout: 240_000 });

const dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-lanes-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** What each request of the corpus is answered, and whether a lane wrote it: Node's last field is another. */
async function answersOf(server: TestServer, secret: string) {
  const { plain, odd } = corpusOf(server.root, secret);
  // Right after a start a busy machine may not look a key up in time.
  const warm = async () => expect((await server.verify(secret)).json["valid"]).toBe(true);
  await vi.waitFor(warm, { timeout: 60_000, interval: 200 });
  const found: { name: string; answer: unknown; last: string | undefined }[] = [];
  for (const [name, text] of [...plain, ...odd]) {
    const [answer] = await exchange(server.port, [Buffer.from(text)], 1);
    // A page's nonce is new each time.
    const same = JSON.stringify(answer && seen(answer)).replaceAll(/nonce-[^']+/g, "nonce-");
    found.push({ name, answer: JSON.parse(same), last: answer && Object.keys(answer.fields).at(-1) });
  }
  return found;
}

test("HTTP_LANES=off: a server answers the same without lanes", async () => {
  // Problems name a page below it.
  const env = { DATA_DIR: dataDir, APP_URL: "http://localhost:3000" };
  const on = await startServer(env);
  const { id, secret } = await on.createKey();
  await on.call("PATCH", `/api/v1/keys/${id}`, { permissions: ["orders:read"] });
  const withLanes = await answersOf(on, secret);
  await on.stop();
  const off = await startServer({ ...env, LATCHKEY_BOOTSTRAP_ROOT_KEY: on.root, HTTP_LANES: "off" });
  const without = await answersOf(off, secret).finally(() => off.stop());
  for (const [i, { name, answer }] of withLanes.entries())
    expect({ name, answer: without[i]?.answer }).toEqual({ name, answer });
  expect(withLanes[0]?.last).toBe("content-length");
  expect(without[0]?.last).toBe("keep-alive");
});
