import { generateSecret } from "@/lib/platform/secret";

/** The requests of a caller with this root key about this key, for servers that must answer alike. */
export function corpusOf(root: string, secret: string) {
  const ask = (body: unknown = { key: secret, permissions: "orders:read" }) => JSON.stringify(body);

  function request(
    body: string,
    {
      fields = [],
      length = String(Buffer.byteLength(body)),
      line = "POST /api/v1/keys/verify HTTP/1.1",
    }: {
      fields?: string[];
      length?: string | null;
      line?: string;
    } = {},
  ): string {
    const head = [line, "Host: localhost", `Authorization: Bearer ${root}`, "Content-Type: application/json"];
    if (length !== null) head.push(`Content-Length: ${length}`);
    return `${[...head, ...fields].join("\r\n")}\r\n\r\n${body}`;
  }

  return { ask, request, ...casesOf(root, secret, ask, request) };
}

type Request = (body: string, more?: { fields?: string[]; length?: string | null; line?: string }) => string;

function casesOf(root: string, secret: string, ask: (body?: unknown) => string, request: Request) {
  const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  /** With the status, and the code of a decision. */
  const plain: [string, string, number, string?][] = [
    ["a valid key", request(ask()), 200, "VALID"],
    ["a key that nobody has", request(ask({ key: generateSecret("sk", "live") })), 200, "NOT_FOUND"],
    ["a permission that is missing", request(ask({ key: secret, permissions: "a:b" })), 200],
    ["a body that is no JSON", request("{"), 400],
    ["an unknown field", request(ask({ key: secret, who: 1 })), 400],
    ["an empty body", request(""), 400],
    ["text beyond ASCII", request(ask({ key: "schlüssel-🔑" })), 200, "NOT_FOUND"],
    ["a root key that is none", request(ask()).replace(root, "lk_root_x"), 401],
    ["no root key", request(ask()).replace(/Authorization.*\r\n/, ""), 401],
    ["names in other cases", request(ask()).replace("Content-Length", "content-LENGTH"), 200],
    ["spaces around a value", request(ask(), { fields: ["X-A:   b \t"] }), 200],
    ["Connection: keep-alive", request(ask(), { fields: ["Connection: Keep-Alive"] }), 200],
  ];
  /** With the status, where Node's own parser decides it in all versions alike. */
  const odd: [string, string, number | null][] = [
    ["another route", "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200],
    ["a query", request(ask(), { line: "POST /api/v1/keys/verify?a HTTP/1.1" }), 404],
    ["HTTP/1.0", request(ask(), { line: "POST /api/v1/keys/verify HTTP/1.0" }), 200],
    [
      "the whole address as target",
      request(ask(), { line: "POST http://a/api/v1/keys/verify HTTP/1.1" }),
      200,
    ],
    ["Connection: close", request(ask(), { fields: ["Connection: close"] }), 200],
    ["an upgrade", request(ask(), { fields: ["Connection: upgrade", "Upgrade: h2c"] }), 200],
    ["chunks", request(chunked(ask()), { length: null, fields: ["Transfer-Encoding: chunked"] }), 200],
    ["chunks and a length", request(chunked(ask()), { fields: ["Transfer-Encoding: chunked"] }), 400],
    ["two lengths", request(ask(), { fields: ["Content-Length: 1"] }), 400],
    ["a length that is none", request(ask(), { length: "+10" }), 400],
    ["a list of lengths", request(ask(), { length: "10, 10" }), 400],
    ["no Host", request(ask()).replace("Host: localhost\r\n", ""), 400],
    ["a folded field", request(ask(), { fields: ["X-A: b\r\n c"] }), null],
    ["a space before the colon", request(ask(), { fields: ["X-A : b"] }), 400],
    ["a control character", request(ask(), { fields: ["X-A: \u0001"] }), 400],
    ["lines that end otherwise", request(ask()).replace("Host: localhost\r\n", "Host: localhost\n"), null],
    ["a head beyond all measure", request(ask(), { fields: [`X-A: ${"a".repeat(20_000)}`] }), 431],
    ["a long head", request(ask(), { fields: [`X-A: ${"a".repeat(9_000)}`] }), 200],
    ["a large body", request(ask({ key: "a".repeat(100_000) })), 400],
    ["garbage", "\u0000\u0001 hello\r\n\r\n", 400],
  ];
  return { plain, odd };
}
