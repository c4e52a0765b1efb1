import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { protectSamples } from "./protect-samples";
import { verifySamples } from "./verify-samples";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers every call like Latchkey would, and remembers the bodies. */
async function latchkey(status: number, decision: object): Promise<{ url: string; bodies: unknown[] }> {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      bodies.push(JSON.parse(text));
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(decision));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

const sampleOf = (samples: { id: string; code: string }[], id: string) =>
  samples.find((each) => each.id === id)?.code ?? "";

describe("the first call", () => {
  const input = { variable: "ORDERS_API_KEY", start: "sk_live_9fK2", permissions: ["orders:read"] };

  test("curl sends the value of the variable as JSON", () => {
    const code = sampleOf(verifySamples({ appUrl: "http://latchkey", ...input }), "curl");
    const script = `curl() { for last; do :; done; printf '%s' "$last"; }; ${code.replace("sk_live_9fK2…", "sk_live_whole")}`;
    expect(JSON.parse(execFileSync("sh", ["-c", script]).toString())).toEqual({
      key: "sk_live_whole",
      permissions: "orders:read",
    });
  });

  test("TypeScript reads it from the environment and runs as it is shown", async () => {
    const { url, bodies } = await latchkey(200, { valid: true, code: "VALID" });
    process.env["ORDERS_API_KEY"] = "sk_live_whole";
    const code = sampleOf(verifySamples({ appUrl: url, ...input }), "typescript");
    await new Function("console", `return (async () => { ${code} })()`)({ log: () => {} });
    delete process.env["ORDERS_API_KEY"];
    expect(bodies).toEqual([{ key: "sk_live_whole", permissions: "orders:read" }]);
  });

  test.each([
    ["python", '"key": os.environ["ORDERS_API_KEY"],'],
    ["go", '`{"key":"` + os.Getenv("ORDERS_API_KEY") + `","permissions":"orders:read"}`'],
  ])("%s reads it from the environment", (id, part) => {
    expect(sampleOf(verifySamples({ appUrl: "http://latchkey", ...input }), id)).toContain(part);
  });
});

describe("the middleware for Express", () => {
  /** Runs the sample's middleware as Express would; resolves to the status, or to "next". */
  async function through(url: string): Promise<number | "next"> {
    const code = sampleOf(protectSamples(url), "express").replace(/^import .*$/m, "");
    const app = { get: () => {}, listen: () => {} };
    const requireKey = new Function("express", "console", `${code}; return requireKey;`)(() => app, {
      error: () => {},
    });
    const request = { get: () => "sk_live_x", ip: "203.0.113.9", path: "/orders" };
    return new Promise((resolve) => {
      const response = { status: (status: number) => ({ json: () => resolve(status) }) };
      requireKey(request, response, () => resolve("next"));
    });
  }

  test.each([
    ["VALID", "next"],
    ["NOT_FOUND", 401],
    ["REVOKED", 401],
    ["EXPIRED", 401],
    ["FORBIDDEN_IP", 403],
    ["INSUFFICIENT_PERMISSIONS", 403],
    ["RATE_LIMITED", 429],
    ["CREDITS_EXHAUSTED", 403],
  ])("%s becomes %s", async (code, outcome) => {
    const { url, bodies } = await latchkey(200, { valid: code === "VALID", code });
    expect(await through(url)).toBe(outcome);
    expect(bodies).toEqual([{ key: "sk_live_x", ip: "203.0.113.9", tags: ["path=/orders"] }]);
  });

  test("without a decision nobody gets in", async () => {
    expect(await through((await latchkey(401, { valid: true })).url)).toBe(503);
    expect(await through("http://127.0.0.1:9")).toBe(503);
  });
});
