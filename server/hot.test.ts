import { mkdtempSync, rmSync } from "node:fs";
import { createServer, ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createKey } from "@/lib/keys/create-key";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import type { Runtime } from "@/lib/runtime/runtime";
import { testWorkspace, useRuntime, withFullDisk } from "@/lib/testing";
import type { UsageJournal } from "@/lib/usage/event";
import { openJournal } from "@/lib/usage/journal";
import { hot } from "./hot";
import { Outbox } from "./outbox";
import { answersIn, journalled, pipelined } from "./testing";

const rt = useRuntime();
const folder = mkdtempSync(path.join(tmpdir(), "latchkey-hot-"));
let journal: UsageJournal;
let held: Runtime;
let root: string;
let secret: string;
let workspaceId: string;
/** Is told each answer's request id in the moment in which it leaves. */
let leaving: (requestId: string) => void = () => {};
let port = 0;

/** Node's own answer, but for the look at it. */
class Watched extends ServerResponse {
  override writeHead(...args: unknown[]): this {
    const fields = args[1] as string[];
    leaving(fields[fields.indexOf("X-Request-Id") + 1] ?? "");
    return Reflect.apply(super.writeHead, this, args);
  }
}

const server = createServer({ ServerResponse: Watched });

beforeAll(async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  workspaceId = ctx.workspaceId;
  secret = (await createKey(ctx, { apiId, name: "k" })).secret;
  root = (await createRootKey(ctx, { name: "r", permissions: ["keys:verify"] })).secret;
  journal = openJournal({
    pool: rt().pool,
    log: rt().log,
    now: Date.now,
    folder,
    maxDiskBytes: 64 * 1_048_576,
    workspaceShare: 100,
  });
  held = { ...rt(), usage: journal };
  const outbox = new Outbox(held);
  server.on("request", (req, res) => hot(outbox, req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
beforeEach(() => {
  leaving = () => {};
});
afterAll(async () => {
  server.close();
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (times: number, key = secret) =>
  new Promise<{ status: number; requestId: string }[]>((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(pipelined(root, key, times)));
    socket.on("error", reject);
    socket.on("data", (part) => {
      text += part;
      const answers = answersIn(text);
      if (answers.length < times) return;
      socket.destroy();
      resolve(answers);
    });
  });

test("no answer leaves before its event is in the journal's file, of however many in one turn", async () => {
  await ask(1);
  const early: string[] = [];
  let inOneTurn = 0;
  let most = 0;
  leaving = (id) => {
    if (!journalled(folder).has(id)) early.push(id);
    inOneTurn++;
    setImmediate(() => {
      most = Math.max(most, inOneTurn);
      inOneTurn = 0;
    });
  };
  const answers = (await Promise.all([ask(40), ask(40), ask(40, "sk_live_unknown")])).flat();
  expect(answers.map(({ status }) => status)).toEqual(Array(120).fill(200));
  expect(early).toEqual([]);
  // Else this would not have tried what it is about.
  expect(most).toBeGreaterThan(10);
});

test("a disk that takes nothing: 503 for all that was decided in that turn, and none of it is counted", async () => {
  await ask(1);
  await journal.flush();
  const refused = await withFullDisk(() => ask(30));
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
  expect(journal.accepting).toBe(false);
  expect((await ask(1))[0]?.status).toBe(503);
  await vi.waitFor(() => expect(journal.accepting).toBe(true), 5_000);
  const after = await ask(3);
  expect(after.map(({ status }) => status)).toEqual([200, 200, 200]);
  await journal.flush();
  const { rows } = await rt().pool.query<{ request_id: string }>(
    "select request_id from usage_events where workspace_id = $1",
    [workspaceId],
  );
  const counted = new Set(rows.map((row) => row.request_id));
  expect(refused.filter(({ requestId }) => counted.has(requestId))).toEqual([]);
  expect(after.filter(({ requestId }) => !counted.has(requestId))).toEqual([]);
});
