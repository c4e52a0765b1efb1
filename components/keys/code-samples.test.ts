import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeSamples, environmentName } from "./code-samples";

const secret = `sk_live_${"a".repeat(49)}`;
const seen: { authorization: string | undefined; body: unknown }[] = [];
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", () => {
    seen.push({ authorization: request.headers.authorization, body: JSON.parse(text) });
    response.setHeader("content-type", "application/json");
    response.end('{"valid":true,"code":"VALID"}');
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
});

function appUrl(): string {
  const address = server.address();
  return `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
}

function sample(id: string, permissions: string[]): string {
  return codeSamples({ appUrl: appUrl(), secret, permissions }).find((each) => each.id === id)?.code ?? "";
}

describe("the samples", () => {
  test("TypeScript runs as it is shown, and asks for the first permission that can be named", async () => {
    process.env["LATCHKEY_ROOT_KEY"] = "lk_root_x";
    const log: unknown[] = [];
    const run = new Function(
      "console",
      `return (async () => { ${sample("typescript", ["*", "orders:read"])} })()`,
    );
    await run({ log: (...words: unknown[]) => log.push(...words) });
    delete process.env["LATCHKEY_ROOT_KEY"];
    expect(log).toEqual([true, "VALID"]);
    expect(seen.at(-1)).toEqual({
      authorization: "Bearer lk_root_x",
      body: { key: secret, permissions: "orders:read" },
    });
  });

  test.each([[[]], [["orders:*"]]])("curl's body is JSON with %j", (permissions: string[]) => {
    const body = /-d '([^']+)'/.exec(sample("curl", permissions))?.[1] ?? "";
    expect(JSON.parse(body)).toEqual({
      key: secret,
      ...(permissions[0] ? { permissions: permissions[0] } : {}),
    });
  });

  test("curl's line is one command for a shell", () => {
    const words = execFileSync("sh", [
      "-c",
      `curl() { printf '%s\\n' "$#"; }; ${sample("curl", ["orders:read"])}`,
    ]);
    expect(words.toString().trim()).toBe("8");
  });
});

test.each([
  ["Orders API", "ORDERS_API_KEY"],
  ["default", "DEFAULT_API_KEY"],
  ["3D-Druck Ämter", "_3D_DRUCK_AMTER_API_KEY"],
  ["***", "API_KEY"],
  ["API", "API_KEY"],
])("the environment calls the key of %j %s", (name, variable) => {
  expect(environmentName(name)).toBe(variable);
});
