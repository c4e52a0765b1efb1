import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, faultsIn, startServer, type TestServer } from "../server/testing";

type Manifest = { node: Record<string, { exportedName?: string; workers: Record<string, unknown> }> };

describe("Server Actions that are called with anything", () => {
  let server: TestServer;
  let cookie = "";
  let before = 0;
  beforeAll(async () => {
    server = await startServer({ LOG_LEVEL: "warn" });
    const origin = `http://127.0.0.1:${server.port}`;
    const jar = new Map<string, string>();
    const keep = (response: Response) => {
      for (const each of response.headers.getSetCookie())
        jar.set(each.split("=")[0] ?? "", each.split(";")[0] ?? "");
      return response;
    };
    const { csrfToken } = (await keep(await fetch(`${origin}/api/auth/csrf`)).json()) as {
      csrfToken: string;
    };
    const form = { csrfToken, email: "owner@example.com", password: "correct horse battery staple" };
    keep(
      await fetch(`${origin}/api/auth/callback/credentials`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie: [...jar.values()].join("; ") },
        body: new URLSearchParams(form),
      }),
    );
    cookie = [...jar.values()].join("; ");
    const home = await ask(server.port, "GET /default/keys", [`Cookie: ${cookie}`]);
    expect(home.status).toBe(200);
    before = server.output.text.length;
  }, 180_000);
  afterAll(() => server.stop());

  const manifest = JSON.parse(
    readFileSync(".next/server/server-reference-manifest.json", "utf8"),
  ) as Manifest;
  const actions = Object.entries(manifest.node).map(([id, { exportedName = id, workers }]) => {
    const page = Object.keys(workers)[0] ?? "";
    const at = page.replace(/^app|\/page$|\/\([^)]*\)/g, "").replace("[workspace]", "default");
    return { id, name: exportedName, at: at.replace(/\[\w+\]/g, "key_01M8G6DDJQAQEVCN5V0000000A") || "/" };
  });
  const ID = "key_01M8G6DDJQAQEVCN5V0000000A";
  const DEEP = JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`) as unknown;
  const S = "default";
  const GIVEN: unknown[][] = [
    [],
    [S],
    [null],
    [S, null],
    [S, 1],
    [S, "x"],
    [S, "\u0000"],
    [S, []],
    [S, {}],
    [S, true],
    [S, { toString: 1 }],
    [{ toString: 1 }, { toString: 1 }],
    [1, 2, 3, 4],
    [S, [1, null, {}], "x"],
    [S, [ID], null],
    [S, [ID], { kind: "__proto__" }],
    [S, ID],
    [S, ID, null],
    [S, ID, "x"],
    [S, ID, -1],
    [S, ID, 1.5],
    [S, ID, []],
    [S, ID, {}],
    [S, ID, {}, "x"],
    [S, ID, {}, null],
    [S, ID, { a: "\u0000", metadata: { a: "\u0000" } }, 1],
    [S, "$undefined", "$undefined", "$undefined"],
    [S, "$NaN", "$-Infinity", "$D2026-02-30"],
    [S, "$n1", "$n1"],
    [S, { name: { x: 1 }, apiId: [], keyId: 1, key: {}, permissions: 1 }],
    [S, DEEP],
    [S, ID, DEEP, DEEP],
    ["constructor", "constructor"],
    ["__proto__", "__proto__", {}],
  ];
  const call = (at: string, id: string, body: string, type = "text/plain;charset=UTF-8") =>
    ask(
      server.port,
      `POST ${at}`,
      [`Cookie: ${cookie}`, `Next-Action: ${id}`, `Content-Type: ${type}`],
      body,
    );

  test("there are many, and each is called", () => {
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["createKeyAction", "signInAction"]),
    );
  });

  // Signing out would end what the others are called with.
  test.each(actions.filter(({ name }) => !/^signOut/.test(name)))(
    "$name",
    { timeout: 60_000 },
    async ({ id, at }) => {
      for (const given of GIVEN) {
        const { status, body } = await call(at, id, JSON.stringify(given));
        expect([given, status]).toEqual([given, expect.toSatisfy((code: number) => code < 500)]);
        expect([given, body]).toEqual([given, expect.not.stringContaining('"code":"internal"')]);
      }
    },
  );

  test.each([
    "",
    "x",
    "[",
    "{}",
    "null",
    "1",
    '["$1"]',
    '["$@1"]',
    '["$F1"]',
    '["$K1"]',
    '["$Q1"]',
    '["$W1"]',
    '["$B1"]',
    '["$nx"]',
    '["$i1"]',
    '["$h1"]',
    `${"[".repeat(5_000)}`,
    "\u0000",
  ])("arguments that cannot be read are refused: %s", async (text) => {
    const one = actions.find(({ name }) => name === "createKeyAction");
    const { status, fields } = await call(one?.at ?? "", one?.id ?? "", text);
    expect(status).toBe(400);
    expect(fields.get("content-security-policy")).toContain("'none'");
  });

  test("a form that cannot be read is refused, on a page with an action and without", async () => {
    for (const at of ["/sign-in", "/docs", "/default/keys"])
      for (const type of ["multipart/form-data", "multipart/form-data; boundary=x"]) {
        const { status } = await ask(server.port, `POST ${at}`, [`Content-Type: ${type}`], "garbage");
        expect([at, type, status]).toEqual([at, type, 400]);
      }
  });

  test("none of it was a fault of ours", () => {
    expect(faultsIn(server.output.text.slice(before))).toEqual([]);
  });
});
