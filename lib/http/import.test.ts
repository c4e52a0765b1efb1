import { createHash } from "node:crypto";
import { beforeAll, expect, test, vi } from "vitest";
import { createRootKey } from "../root-keys/create-root-key";
import { setRuntime } from "../runtime/runtime";
import { testWorkspace, useRuntime } from "../testing";
import { answerApi } from "./api";

const rt = useRuntime();
beforeAll(() => setRuntime(rt()));

type Result = { index: number; status: string; keyId: string | null; errors?: { message: string }[] };
type Answer = { results: Result[]; imported: number; existed: number; failed: number };

let batches = 0;

/** A workspace, and a way to import so many keys into it; the body is the same each time. */
async function importer(count: number) {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret: root } = await createRootKey(ctx, { name: "r", permissions: ["keys:create"] });
  const batch = batches++;
  const hash = (i: number) => createHash("sha256").update(`${batch} ${i}`).digest("hex");
  const keys = Array.from({ length: count }, (_, i) => ({ name: `k${i}`, hash: hash(i) }));
  const send = (idempotencyKey?: string, some = keys) =>
    answerApi(
      new Request("http://localhost:3000/api/v1/keys/import", {
        method: "POST",
        headers: {
          authorization: `Bearer ${root}`,
          "content-type": "application/json",
          ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}),
        },
        body: JSON.stringify({ apiId, keys: some }),
      }),
    );
  const inDatabase = async () => {
    const { rows } = await rt().pool.query<{ count: number }>(
      "select count(*)::int as count from credentials where workspace_id = $1 and kind = 'key'",
      [ctx.workspaceId],
    );
    return rows[0]?.count ?? 0;
  };
  return { ctx, apiId, keys, send, inDatabase };
}

const statuses = ({ results }: Answer) => [...new Set(results.map((one) => one.status))];

function readerOf(response: Response) {
  if (!response.body) throw new Error("there is no body");
  return response.body.getReader();
}

test("an import answers a result for each key in their order, and the same once more for its Idempotency-Key", async () => {
  const { keys, send, inDatabase } = await importer(300);
  const first = await send("once");
  const text = await first.text();
  const answer = JSON.parse(text) as Answer;
  expect(answer).toMatchObject({ imported: 300, existed: 0, failed: 0 });
  expect(answer.results.map((one) => one.index)).toEqual(keys.map((_, i) => i));
  const again = await send("once");
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await again.text()).toBe(text);
  expect((await send("once", keys.slice(1))).status).toBe(409);
  // Without the key the same is found to be there already.
  const anew = (await (await send()).json()) as Answer;
  expect(anew).toMatchObject({ imported: 0, existed: 300, failed: 0 });
  expect(anew.results.map((one) => one.keyId)).toEqual(answer.results.map((one) => one.keyId));
  expect(await inDatabase()).toBe(300);
});

test("an import sends results while it works, and ends with its client; sent again, the rest follows", async () => {
  const { send, inDatabase } = await importer(1_000);
  const response = await send("cut");
  const reader = readerOf(response);
  expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^\{"results":\[\{"index":0,/);
  const begun = await inDatabase();
  expect(begun).toBeLessThan(1_000);
  await reader.cancel();
  const left = await inDatabase();
  expect(left).toBeLessThan(1_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await inDatabase()).toBe(left);
  const answer = (await (await send("cut")).json()) as Answer;
  expect(answer).toMatchObject({ imported: 1_000 - left, existed: left, failed: 0 });
});

test("an import that nobody reads does not go on", async () => {
  const { send, inDatabase } = await importer(1_000);
  await send();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await inDatabase()).toBeLessThan(300);
});

test("a fault in the middle is told for each key that was not reached, and nothing is kept for the Idempotency-Key", async () => {
  const { apiId, send } = await importer(1_000);
  const archived = (at: Date | null) =>
    rt().pool.query("update apis set deleted_at = $2 where id = $1", [apiId, at]);
  const response = await send("broken");
  const reader = readerOf(response);
  let text = new TextDecoder().decode((await reader.read()).value);
  await archived(new Date());
  for (let piece = await reader.read(); !piece.done; piece = await reader.read())
    text += new TextDecoder().decode(piece.value);
  const answer = JSON.parse(text) as Answer;
  expect(response.status).toBe(200);
  expect(statuses(answer)).toEqual(["created", "not_imported"]);
  expect(answer.results).toHaveLength(1_000);
  expect(answer.imported + answer.failed).toBe(1_000);
  expect(answer.results.at(-1)?.errors?.[0]?.message).toBe("There is no such API.");
  await archived(null);
  const rest = (await (await send("broken")).json()) as Answer;
  expect(rest).toMatchObject({ imported: answer.failed, existed: answer.imported, failed: 0 });
});

test("a fault before the first key is a problem as anywhere else", async () => {
  const { apiId, send } = await importer(10);
  await rt().pool.query("update apis set deleted_at = now() where id = $1", [apiId]);
  const response = await send();
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});

test("an import is not ended by the time that other calls have", async () => {
  const { send } = await importer(1_000);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const response = await send();
    const reader = readerOf(response);
    await reader.read();
    await vi.advanceTimersByTimeAsync(60_000);
    let text = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      text += new TextDecoder().decode(piece.value);
    expect(text).toContain('"imported":1000');
  } finally {
    vi.useRealTimers();
  }
});

test("a workspace with four imports under way gets 429 for the next before its body is read, and another workspace does not", async () => {
  const { ctx, keys, send } = await importer(300);
  const other = await importer(1);
  const four = await Promise.all([1, 2, 3, 4].map((n) => send(undefined, keys.slice(n * 60))));
  const refused = await send();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: "workspace_share_exceeded" });
  expect(await (await other.send()).json()).toMatchObject({ imported: 1 });
  // One whose client goes, one that ends, one that is refused, and one that is answered again each leave their place.
  await four[0]?.body?.cancel();
  expect((await send(undefined, [{ name: "one", hash: "nothing" }])).status).toBe(200);
  for (const each of four.slice(1)) await each.text();
  for (let n = 0; n < 6; n++) {
    expect(await (await send("again", keys.slice(0, 2))).json()).toMatchObject({ failed: 0 });
    expect((await send(undefined, "no list" as never)).status).toBe(400);
  }
  expect(await ctx.rt.streams.enter(ctx, 0)).toBe("mine");
  ctx.rt.streams.leave(ctx.workspaceId);
});
