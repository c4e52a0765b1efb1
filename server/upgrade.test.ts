import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKey } from "@/lib/keys/create-key";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import { testWorkspace, useRuntime } from "@/lib/testing";
import { MAX_BODY_BYTES } from "@/lib/verify/schemas";
import { close, type Served, serve, takeAnswer } from "./lane-testing";

// Bodies of requests that ask for another protocol: Node stops at them before version 26, and reads them from there on.

const rt = useRuntime();
let served: Served;
let root = "";
let secret = "";
beforeAll(async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  root = (await createRootKey(ctx, { name: "r", permissions: ["keys:verify"] })).secret;
  secret = (await createKey(ctx, { apiId, name: "k" })).secret;
  served = await serve(rt(), false);
});
afterAll(() => close(served));

const UPGRADE = "Connection: Upgrade\r\nUpgrade: h2c\r\n";
const head = (fields: string) =>
  `POST /api/v1/keys/verify HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${root}\r\nContent-Type: application/json\r\n${fields}\r\n`;
const bodyOf = (bytes: number) => `${JSON.stringify({ key: secret })}${" ".repeat(bytes)}`;
const plain = () => {
  const body = bodyOf(0);
  return `${head(`Content-Length: ${body.length}\r\n`)}${body}`;
};

/** Sends the pieces with a pause between them; resolves with the statuses that came until the connection was quiet or closed. */
async function statusesOf(pieces: string[], answers: number): Promise<number[]> {
  const socket = connect(served.port, "127.0.0.1").on("error", () => {});
  let text = "";
  const got: number[] = [];
  const done = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      for (let one = takeAnswer(text); one; one = takeAnswer(text)) {
        got.push(one.answer.status);
        text = one.rest;
      }
      if (got.length >= answers) resolve();
    });
  });
  for (const piece of pieces) {
    socket.write(piece);
    await pause(30);
  }
  socket.end();
  await done;
  socket.destroy();
  return got;
}

/** A text in this many parts of about the same length. */
const cut = (text: string, parts: number) =>
  Array.from({ length: parts }, (_, i) =>
    text.slice(Math.floor((i * text.length) / parts), Math.floor(((i + 1) * text.length) / parts)),
  );

test.each([1, 3, 8])(
  "a body of 200 kB in %i pieces is read, and so is what comes behind it",
  async (parts) => {
    const body = bodyOf(200_000);
    const asking = `${head(`${UPGRADE}Content-Length: ${body.length}\r\n`)}${body}`;
    const pieces = cut(plain() + asking + plain() + asking + plain(), parts);
    expect(await statusesOf(pieces, 5)).toEqual([200, 200, 200, 200, 200]);
  },
);

test.each([1, 3, 8])(
  "a body in chunks, in %i pieces, is read, and so is what comes behind it",
  async (parts) => {
    const body = bodyOf(20_000);
    const chunks = cut(body, 4).map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    const asking = `${head(`${UPGRADE}Transfer-Encoding: chunked\r\n`)}${chunks.join("")}0\r\n\r\n`;
    expect(await statusesOf(cut(asking + plain() + asking, parts), 3)).toEqual([200, 200, 200]);
  },
);

test("a connection can ask for many upgrades", async () => {
  const warnings: unknown[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on("warning", note);
  const body = bodyOf(100);
  const asking = `${head(`${UPGRADE}Content-Length: ${body.length}\r\n`)}${body}`;
  const pieces = Array.from({ length: 15 }, () => [asking.slice(0, -50), asking.slice(-50)]).flat();
  expect(await statusesOf(pieces, 15)).toEqual(Array(15).fill(200));
  process.off("warning", note);
  // Of too many listeners on one socket.
  expect(warnings).toEqual([]);
});

test("a client that waits for 100 Continue gets it once, behind the answers before", async () => {
  const body = bodyOf(0);
  const asking = head(`${UPGRADE}Expect: 100-continue\r\nContent-Length: ${body.length}\r\n`);
  expect(await statusesOf([plain() + asking, body + plain()], 4)).toEqual([200, 100, 200, 200]);
});

test("a body that is too large is refused, and the answer before it is whole", async () => {
  const body = bodyOf(MAX_BODY_BYTES);
  const asking = `${head(`${UPGRADE}Content-Length: ${body.length}\r\n`)}${body}`;
  const [before, refused] = await statusesOf([plain() + asking], 2);
  expect(before).toBe(200);
  // By the endpoint, or by the edge where the body was read before.
  expect([400, 413]).toContain(refused);
  expect(await statusesOf([plain()], 1)).toEqual([200]);
});

test("a client that leaves in the middle of a body harms nothing", async () => {
  const asking = head(`${UPGRADE}Content-Length: 100\r\n`);
  for (let i = 0; i < 10; i++) {
    const client = connect(served.port, "127.0.0.1").on("error", () => {});
    await new Promise((resolve) => client.write(`${asking}{"key":`, resolve));
    if (i % 2) client.resetAndDestroy();
    else client.end();
  }
  await pause(50);
  expect(await statusesOf([plain()], 1)).toEqual([200]);
});
