import type { ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createKey } from "@/lib/keys/create-key";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import { testWorkspace, useRuntime } from "@/lib/testing";
import { createEdge, inTurn, openEdge } from "./edge";
import { type Answer, close, exchange, type Served, seen, serve, takeAnswer } from "./lane-testing";

// What reaches the port in an odd form, without Next and so on every route that is answered before it. The pages and the
// management API, which need a built server, are in odd-requests.test.ts.

const rt = useRuntime({ trustedProxies: ["127.0.0.0/8"] });
let laned: Served;
let plain: Served;
let root = "";
let bound = "";
let secret = "";
const FROM = "203.0.113.9";

beforeAll(async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const permissions = ["keys:verify", "ratelimits:take"];
  root = (await createRootKey(ctx, { name: "r", permissions })).secret;
  bound = (await createRootKey(ctx, { name: "b", permissions, ipAllowlist: [`${FROM}/32`] })).secret;
  secret = (await createKey(ctx, { apiId, name: "k" })).secret;
  laned = await serve(rt(), true);
  plain = await serve(rt(), false);
});
afterAll(() => close(laned, plain));

type Route = { line: string; body?: string };
const limit = { namespace: "n", identifier: "i", limit: 1_000, windowMs: 60_000 };
const ROUTES: Record<string, () => Route> = {
  verify: () => ({ line: "POST /api/v1/keys/verify", body: JSON.stringify({ key: secret }) }),
  "verify-batch": () => ({
    line: "POST /api/v1/keys/verify-batch",
    body: JSON.stringify({ requests: [{ key: secret }] }),
  }),
  ratelimit: () => ({ line: "POST /api/v1/ratelimit", body: JSON.stringify(limit) }),
  "forward-auth": () => ({ line: "GET /api/v1/forward-auth" }),
  "forward-auth, a longer path": () => ({ line: "DELETE /api/v1/forward-auth/orders/7?x=1" }),
  healthz: () => ({ line: "GET /healthz" }),
};
const TAKE_BODIES = ["verify", "verify-batch", "ratelimit"];
const names = Object.keys(ROUTES);

function bytesOf({ line, body }: Route, fields: string[] = [], { key = root, version = "1.1" } = {}): Buffer {
  const head = [`${line} HTTP/${version}`, "Host: localhost", `X-Latchkey-Key: ${key}`];
  head.push(`Authorization: Bearer ${key}`, `X-API-Key: ${secret}`);
  if (body !== undefined) head.push("Content-Type: application/json", `Content-Length: ${body.length}`);
  return Buffer.from(`${[...head, ...fields].join("\r\n")}\r\n\r\n${body ?? ""}`);
}
const routeOf = (name: string): Route => ROUTES[name]?.() ?? { line: name };

async function bothAnswer(pieces: readonly Buffer[], answers: number): Promise<Answer[]> {
  const [one, other] = await Promise.all([
    exchange(laned.port, pieces, answers),
    exchange(plain.port, pieces, answers),
  ]);
  expect(one.map(alike)).toEqual(other.map(alike));
  return one;
}
/** What is left of a limit, and when it is whole again, is another each time. */
function alike(answer: Answer | undefined) {
  const { text, ...rest } = seen(answer ?? { status: 0, fields: {}, body: "" });
  return { ...rest, text: text.replace(/"(?:remaining|resetAt)":(?:\d+|"[^"]*")/g, "") };
}
const statuses = (answers: Answer[]) => answers.map(({ status }) => status);

describe("a request that asks for another protocol is answered as if it did not", () => {
  const UPGRADES = {
    h2c: ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA"],
    websocket: ["Connection: keep-alive, upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
    "TLS/1.0": ["Upgrade: TLS/1.0, HTTP/2.0", "Connection: Upgrade"],
    "h2c without Connection": ["Upgrade: h2c"],
  };
  const cases = names.flatMap((name) => Object.keys(UPGRADES).map((kind) => [name, kind] as const));

  test.each(cases)("%s with %s: alone, in pieces, before and behind others", async (name, kind) => {
    const fields = UPGRADES[kind as keyof typeof UPGRADES];
    const route = routeOf(name);
    const [usual] = await bothAnswer([bytesOf(route)], 1);
    expect(usual?.status).toBe(200);
    const asking = bytesOf(route, fields);
    const [alone] = await bothAnswer([asking], 1);
    expect(alike(alone)).toEqual(alike(usual));
    const headEnd = asking.indexOf("\r\n\r\n") + 4;
    const pieces = [asking.subarray(0, 30), asking.subarray(30, headEnd), asking.subarray(headEnd)];
    expect(statuses(await bothAnswer(pieces, 1))).toEqual([200]);
    const verify = bytesOf(routeOf("verify"));
    const mixed = [verify, asking, asking, verify, bytesOf(routeOf("healthz")), asking, verify];
    expect(statuses(await bothAnswer([Buffer.concat(mixed)], 7))).toEqual(Array(7).fill(200));
  });

  test("keeps its connection, and the order of answers that have to wait", async () => {
    rt().proofs.forgetAll();
    const all = Array.from({ length: 6 }, (_, i) =>
      bytesOf(
        { line: "POST /api/v1/keys/verify", body: JSON.stringify({ key: i % 2 ? "nothing" : secret }) },
        i > 2 ? UPGRADES.h2c : ["Connection: keep-alive, upgrade", "Upgrade: h2c"],
      ),
    );
    const answers = await bothAnswer([Buffer.concat(all)], 6);
    expect(answers.map(({ body }) => (body as { valid: boolean }).valid)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test("with chunks, and with Connection: close", async () => {
    const body = JSON.stringify({ key: secret });
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const line = "POST /api/v1/keys/verify";
    const chunked = Buffer.concat([
      bytesOf({ line }, ["Transfer-Encoding: chunked", ...UPGRADES.h2c]),
      Buffer.from(chunks),
    ]);
    expect(statuses(await bothAnswer([chunked, bytesOf(routeOf("healthz"))], 2))).toEqual([200, 200]);
    const closing = bytesOf(routeOf("verify"), ["Connection: close, Upgrade", "Upgrade: h2c"]);
    const [last] = await bothAnswer([closing, closing], 2);
    expect([last?.status, last?.fields.connection]).toEqual([200, "close"]);
    const before = bytesOf(routeOf("verify-batch"));
    const refused = await bothAnswer([Buffer.concat([before, Buffer.from("nonsense\r\n\r\n")])], 2);
    expect(statuses(refused)).toEqual([200, 400]);
    const badChunk = bytesOf({ line }, ["Transfer-Encoding: chunked"]);
    expect(statuses(await bothAnswer([badChunk, Buffer.from("zz\r\n")], 1))).toEqual([400]);
  });
});

test("a client that resets its connection while upgrades are answered harms nothing", async () => {
  const asking = bytesOf(routeOf("healthz"), ["Connection: Upgrade", "Upgrade: h2c"]);
  const all = Buffer.concat(Array.from({ length: 50 }, () => asking));
  const faults: unknown[] = [];
  const note = (error: unknown) => faults.push(error);
  process.on("uncaughtException", note);
  const clients = Array.from({ length: 60 }, async (_, i) => {
    const client = connect((i % 2 ? laned : plain).port, "127.0.0.1").on("error", () => {});
    await new Promise((resolve) => client.write(all, resolve));
    client.resetAndDestroy();
  });
  await Promise.all(clients);
  expect(statuses(await bothAnswer([asking, asking], 2))).toEqual([200, 200]);
  process.off("uncaughtException", note);
  expect(faults).toEqual([]);
});

describe("no field is lost behind more of them than Node keeps by default", () => {
  const many = Array.from({ length: 1_100 }, () => "A:");

  test.each(["plain", "upgrading"])("the length of a body, when %s", async (kind) => {
    const hidden = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n";
    const upgrade = kind === "plain" ? [] : ["Connection: Upgrade", "Upgrade: h2c"];
    const fields = [...upgrade, ...many, `Content-Length: ${hidden.length}`];
    const smuggling = Buffer.concat([bytesOf({ line: "GET /healthz" }, fields), Buffer.from(hidden)]);
    expect(statuses(await bothAnswer([smuggling, bytesOf(routeOf("verify"))], 2))).toEqual([200, 200]);
    expect(statuses(await bothAnswer([smuggling, smuggling, smuggling], 3))).toEqual([200, 200, 200]);
  });

  test("the root key and the address that a gateway writes, and the field that tells of a proxy", async () => {
    const behind = (line: string, fields: string[]) =>
      Buffer.from([`${line} HTTP/1.1`, "Host: a", ...many, ...fields].join("\r\n").concat("\r\n\r\n"));
    const from = ["Forwarded: for=203.0.113.9", `X-API-Key: ${secret}`];
    const asked = ["GET /api/v1/forward-auth", "GET /api/v1/forward-auth/orders"].map((line) =>
      behind(line, [...from, `X-Latchkey-Key: ${bound}`]),
    );
    expect(statuses(await bothAnswer(asked, 2))).toEqual([200, 200]);
    // A client's own root key stays in front; the gateway's decides.
    const forged = behind("GET /api/v1/forward-auth", [...from, "X-Latchkey-Key: lk_root_wrong"]);
    const withOwn = Buffer.from(forged.toString().replace("A:", `Authorization: Bearer ${root}`));
    expect(statuses(await bothAnswer([withOwn], 1))).toEqual([401]);
    expect(statuses(await bothAnswer([behind("GET /metrics", ["X-Forwarded-For: 203.0.113.9"])], 1))).toEqual(
      [403],
    );
  });
});

test("pages that are asked for at once begin one after the other, and none for a client that has gone", async () => {
  const begun: ServerResponse[] = [];
  const server = createEdge((req, res) => inTurn(req, res, () => begun.push(res)));
  openEdge(server, {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = connect(port, "127.0.0.1");
  const page = bytesOf({ line: "GET /" });
  const withBody = bytesOf({ line: "POST /", body: "a body" });
  client.write(Buffer.concat([page, withBody, ...Array.from({ length: 50 }, () => page)]));
  for (let answered = 0; answered < 3; answered++) {
    await vi.waitFor(() => expect(begun.length).toBe(answered + 1));
    begun[answered]?.end("page");
  }
  await vi.waitFor(() => expect(begun.length).toBe(4));
  const gone = new Promise((resolve) => begun[3]?.once("close", resolve));
  client.resetAndDestroy();
  await gone;
  // Another client's page begins meanwhile, so the first one's next would have.
  const other = connect(port, "127.0.0.1", () => other.write(bytesOf({ line: "GET /" })));
  await vi.waitFor(() => expect(begun.length).toBe(5));
  expect(begun[4]?.req.socket.remotePort).toBe(other.localPort);
  other.destroy();
  server.close();
});

describe("a lane and Node agree", () => {
  const SPACE = ["", " ", "\t", "  ", " \t", "\t ", "\t\t"];
  const around = SPACE.flatMap((before) => SPACE.map((behind) => [before, behind] as const));

  test.each(around)("on a length between %j and %j", async (before, behind) => {
    const { line, body = "" } = routeOf("verify");
    const length = `Content-Length:${before}${Buffer.byteLength(body)}${behind}`;
    const text = bytesOf({ line }, [length]).toString("latin1") + body;
    const [answer] = await bothAnswer([Buffer.from(text)], 1);
    expect([200, 400]).toContain(answer?.status);
  });

  test.each(around)("on a root key and a connection between %j and %j", async (before, behind) => {
    const { line, body = "" } = routeOf("verify");
    const fields = [`Host: a`, `Authorization:${before}Bearer ${root}${behind}`];
    fields.push(`Connection:${before}keep-alive${behind}`, `Content-Length: ${body.length}`);
    const text = `${line} HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n${body}`;
    const [answer] = await bothAnswer([Buffer.from(text)], 1);
    expect(answer?.status).toBe(200);
  });

  test.each(["0", "00", "-1", "+67", "0x43", "6 7", "67;", "67, 67", "", " ", "99999999999999999999", "1e2"])(
    "on a length of %j",
    async (length) => {
      const { line } = routeOf("verify");
      const [answer] = await bothAnswer(
        [bytesOf({ line }, [`Content-Length: ${length}`, "Connection: close"])],
        1,
      );
      expect(answer?.status ?? 400).toBe(400);
    },
  );
});

/** Writes, closes this side, and reads what comes until the server closes its own. */
function halfClosed(port: number, bytes: Buffer): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.end(bytes));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", reject).on("close", () => {
      const answers: Answer[] = [];
      for (let one = takeAnswer(text); one; one = takeAnswer(text)) {
        answers.push(one.answer);
        text = one.rest;
      }
      resolve(answers);
    });
    socket.on("end", () => socket.destroy());
  });
}

describe("a client that closes its side gets every answer it asked for", () => {
  const others = ["verify", "verify-batch", "forward-auth", "healthz"];
  test.each(others.flatMap((one) => others.map((other) => [one, other] as const)))(
    "%s and then %s",
    async (one, other) => {
      const bytes = Buffer.concat([one, other, one].map((name) => bytesOf(routeOf(name))));
      for (const { port } of [laned, plain])
        expect(statuses(await halfClosed(port, bytes))).toEqual([200, 200, 200]);
    },
  );

  test("also while the keys are looked up, of however many", async () => {
    for (const { port } of [laned, plain]) {
      rt().proofs.forgetAll();
      const bytes = Buffer.concat(Array.from({ length: 12 }, () => bytesOf(routeOf("verify"))));
      expect(statuses(await halfClosed(port, bytes))).toEqual(Array(12).fill(200));
    }
  });
});

describe("a body that is encoded is 415 with the encoding that is taken", () => {
  const cases = TAKE_BODIES.flatMap((name) =>
    ["gzip", "x-gzip", "deflate", "br", "zstd", "gzip, identity", "aws-chunked"].map(
      (coding) => [name, coding] as const,
    ),
  );
  test.each(cases)("%s with %s", async (name, coding) => {
    const { line, body = "" } = routeOf(name);
    const packed = gzipSync(body);
    const head = bytesOf({ line }, [`Content-Length: ${packed.length}`, `Content-Encoding: ${coding}`]);
    const health = bytesOf(routeOf("healthz"));
    const [answer, after] = await bothAnswer([Buffer.concat([head, packed, health])], 2);
    expect([answer?.status, answer?.fields["accept-encoding"]]).toEqual([415, "identity"]);
    expect(answer?.body).toMatchObject({ code: "unsupported_media_type" });
    expect(after?.status).toBe(200);
  });

  test.each(TAKE_BODIES)("%s, but not with identity", async (name) => {
    for (const coding of ["identity", "Identity", ""]) {
      const [answer] = await bothAnswer([bytesOf(routeOf(name), [`Content-Encoding: ${coding}`])], 1);
      expect(answer?.status).toBe(200);
    }
  });
});

test.each(names)("%s with its whole address as the target is answered alike", async (name) => {
  const route = routeOf(name);
  const [usual] = await bothAnswer([bytesOf(route)], 1);
  for (const origin of ["http://localhost", "HTTP://other.example:8080", "https://localhost"]) {
    const [answer] = await bothAnswer(
      [bytesOf({ ...route, line: route.line.replace(" ", ` ${origin}`) })],
      1,
    );
    expect(alike(answer)).toEqual(alike(usual));
  }
});

describe("what no route can answer is refused, with the fields that every answer has", () => {
  const ODD: [line: string, status: number][] = [
    ["OPTIONS *", 204],
    ["GET *", 400],
    ["TRACE /", 405],
    ["TRACE /api/v1/keys/verify", 405],
    ["PROPFIND /sign-in", 405],
    ["QUERY /api/v1/keys", 405],
    ["M-SEARCH *", 405],
    ["CONNECT localhost:80", 405],
    ["GET /%", 400],
    ["GET /a%2", 400],
    ["GET /%E0%A4%A", 400],
    ["GET /%ff/keys", 400],
    ["POST /api/v1/keys/%c0%af", 400],
    ["GET /a#b", 400],
    ["GET http://", 400],
    ["GET http:///a", 400],
    ["GET http://user@localhost/a", 400],
    ["GET ftp://localhost/a", 400],
    ["GET ws://localhost/a", 400],
    ["GET sign-in", 400],
    ["GET ?x=1", 400],
    ["FOO /", 400],
    ["get /healthz", 400],
    ["GET /a b", 400],
    ["GET /caf\u00e9", 400],
  ];
  test.each(ODD)("%s", async (line, status) => {
    const [answer] = await bothAnswer([bytesOf({ line }, ["Connection: close"])], 1);
    expect(answer?.status).toBe(status);
    if (status === 204) return expect(answer?.fields["allow"]).toContain("OPTIONS");
    expect(answer?.fields["x-content-type-options"]).toBe("nosniff");
    expect(answer?.fields["x-frame-options"]).toBe("DENY");
    if (status === 405) expect(answer?.fields["allow"]).toContain("GET");
  });

  test.each(["a b", "a/b", "a?b", "a@b", "[::1", "a:b", "<script>", "a,b c"])(
    "a Host that is none: %s",
    async (host) => {
      const text = `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      expect(statuses(await bothAnswer([Buffer.from(text)], 1))).toEqual([400]);
    },
  );
});

describe("a root key that is bound to an address, behind a listed proxy", () => {
  const bindable = names.filter((name) => name !== "healthz");
  const WRITTEN = {
    allowed: [
      [`X-Forwarded-For: ${FROM}`],
      [`X-Forwarded-For: ${FROM}:4711`],
      [`X-Forwarded-For: ::ffff:${FROM}`],
      [`X-Forwarded-For: 6.6.6.6, ${FROM}, 127.0.0.2`],
      ["X-Forwarded-For: 6.6.6.6", `X-Forwarded-For: ${FROM}`],
      [`Forwarded: for="${FROM}:80";proto=https`],
      ["Forwarded: for=6.6.6.6", `forwarded: For=${FROM}`],
      [`Forwarded: for=${FROM}`, `X-Forwarded-For: ${FROM}`],
    ],
    refused: [
      [],
      ["X-Forwarded-For: 198.51.100.1"],
      [`X-Forwarded-For: ${FROM}, 198.51.100.1`],
      [`X-Forwarded-For: ${FROM}`, "X-Forwarded-For: 198.51.100.1"],
      [`X-Forwarded-For: ${FROM}, unknown`],
      [`Forwarded: for=${FROM}, for=198.51.100.1`],
      [`Forwarded: for=${FROM}`, "X-Forwarded-For: 198.51.100.1"],
      ["Forwarded: for=198.51.100.1", `X-Forwarded-For: ${FROM}`],
      [`X-Real-IP: ${FROM}`],
    ],
  };
  test.each(bindable)("works from there and from nowhere else: %s", async (name) => {
    const by = async (fields: string[]) =>
      (await bothAnswer([bytesOf(routeOf(name), fields, { key: bound })], 1))[0]?.status;
    for (const fields of WRITTEN.allowed) expect([fields, await by(fields)]).toEqual([fields, 200]);
    for (const fields of WRITTEN.refused) expect([fields, await by(fields)]).toEqual([fields, 401]);
  });
});
