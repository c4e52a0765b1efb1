import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKey } from "@/lib/keys/create-key";
import { generateSecret } from "@/lib/platform/secret";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import { testWorkspace, useRuntime } from "@/lib/testing";
import type { Lanes } from "./lane";
import { corpusOf } from "./lane-corpus";
import { type Answer, close, exchange, type Served, seen, serve } from "./lane-testing";

const rt = useRuntime();
let secret = "";
let corpus: ReturnType<typeof corpusOf>;
const ask = (body?: unknown) => corpus.ask(body);
const request = (...asked: Parameters<typeof corpus.request>) => corpus.request(...asked);
/** Its cases, which are told the secrets only when the tests run. */
const cases = corpusOf("lk_root_", "");
/** With lanes, and without: whatever is sent, both must answer the same. */
let laned: Served;
let plain: Served;

beforeAll(async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const root = (await createRootKey(ctx, { name: "r", permissions: ["keys:verify"] })).secret;
  secret = (await createKey(ctx, { apiId, name: "kéy", permissions: ["orders:read"] })).secret;
  corpus = corpusOf(root, secret);
  laned = await serve(rt(), true);
  plain = await serve(rt(), false);
});

afterAll(() => close(laned, plain));

async function bothAnswer(pieces: readonly Buffer[], answers: number): Promise<Answer[]> {
  const [one, other] = await Promise.all([
    exchange(laned.port, pieces, answers),
    exchange(plain.port, pieces, answers),
  ]);
  expect(one.map(seen)).toEqual(other.map(seen));
  return one;
}

describe("a lane answers what is plain", () => {
  test.each(cases.plain.map(([name], i) => [name, i] as const))("%s", async (name, i) => {
    const [, text = name, status, code] = corpus.plain[i] ?? [];
    const before = laned.seenByNode;
    const [answer] = await bothAnswer([Buffer.from(text)], 1);
    expect(answer?.status).toBe(status);
    if (code) expect(answer?.body).toMatchObject({ code });
    expect(laned.seenByNode).toBe(before);
  });

  test("also in two pieces, wherever they part within the body", async () => {
    const bytes = Buffer.from(request(ask()));
    const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
    for (const at of [bodyAt, bodyAt + 1, bytes.length - 1]) {
      const [answer] = await bothAnswer([bytes.subarray(0, at), bytes.subarray(at)], 1);
      expect(answer?.body).toMatchObject({ code: "VALID" });
    }
  });

  test("and many on one connection, sent at once, in their order", async () => {
    const keys = Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? secret : generateSecret("sk", "live")));
    const all = keys.map((key) => request(ask({ key }))).join("");
    const before = laned.seenByNode;
    const answers = await bothAnswer([Buffer.from(all)], keys.length);
    expect(laned.seenByNode).toBe(before);
    expect(answers.map(({ body }) => (body as { valid: boolean }).valid)).toEqual(
      keys.map((key) => key === secret),
    );
  });
});

describe("Node's parser gets whatever is not plain, as it came", () => {
  test.each(cases.odd.map(([name], i) => [name, i] as const))("%s", async (name, i) => {
    const [, text = name, status = null] = corpus.odd[i] ?? [];
    const [answer] = await bothAnswer([Buffer.from(text, "latin1")], 1);
    if (status !== null) expect(answer?.status).toBe(status);
  });

  test("after verifications on the same connection, and keeps it", async () => {
    const before = laned.seenByNode;
    const health = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    const all = request(ask()) + health + request(ask()) + health;
    const answers = await bothAnswer([Buffer.from(all)], 4);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(laned.seenByNode).toBe(before + 3);
  });
});

test("however requests are mixed and cut into pieces, the answers are Node's", async () => {
  const kinds = [
    () => request(ask()),
    () => request(ask({ key: "nothing" })),
    () => request("{"),
    () => "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    () => request(ask(), { fields: ["X-Trace: 1"] }),
  ];
  const requests = fc.array(fc.nat(kinds.length - 1), { minLength: 1, maxLength: 6 });
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(requests, cuts, async (chosen, at) => {
      const bytes = Buffer.from(chosen.map((kind) => kinds[kind]?.() ?? "").join(""));
      const ends = [
        ...at.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      const pieces = ends
        .map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
        .filter((one) => one.length > 0);
      const answers = await bothAnswer(pieces, chosen.length);
      expect(answers).toHaveLength(chosen.length);
    }),
    { numRuns: 60 },
  );
});

test("while a key is looked up, what comes behind it waits for its turn", async () => {
  rt().proofs.forgetAll();
  const answers = await bothAnswer([Buffer.from(request(ask())), Buffer.from(request(ask({ key: "x" })))], 2);
  expect(answers.map(({ body }) => (body as { code: string }).code)).toEqual(["VALID", "NOT_FOUND"]);
});

test("a client that closes its side after its question gets the answer", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = connect({ port: laned.port, host: "127.0.0.1", allowHalfOpen: true }, () =>
      socket.end(request(ask())),
    );
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text)).on("error", reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"code":"VALID"/);
});

test("a server that stops ends each connection with its next answer, and those that wait", async () => {
  const ending = await serve(rt(), true);
  const lanes = ending.lanes as Lanes;
  const waiting = new Promise<void>((resolve, reject) => {
    connect({ port: ending.port, host: "127.0.0.1" })
      .on("close", () => resolve())
      .on("error", reject);
  });
  lanes.draining = true;
  const answers = await exchange(ending.port, [Buffer.from(request(ask()).repeat(2))], 2);
  expect(answers).toHaveLength(1);
  expect(answers[0]?.fields.connection).toBe("close");
  await expect.poll(() => lanes.open.size).toBe(1);
  lanes.closeIdle();
  await waiting;
  await new Promise((resolve) => ending.server.close(resolve));
});
