import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { importedKeySchema } from "@/lib/keys/import-schemas";

const run = promisify(execFile);
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const FULL = {
  keyId: "key_full",
  start: "acme_3Zx9",
  enabled: false,
  name: "billing worker",
  createdAt: 1_701_425_400_000,
  expires: Date.now() + 86_400_000,
  plaintext: "acme_3Zx9aQ8mV5cB2zK8jL4wP6rD1",
  meta: { plan: "pro" },
  permissions: ["documents.read", "documents.*"],
  roles: ["editor"],
  identity: { id: "id_1", externalId: "customer_42" },
  credits: { remaining: 12, refill: { interval: "monthly", amount: 100, refillDay: 31 } },
  ratelimits: [{ id: "rl_1", name: "requests", limit: 10, duration: 60_000, autoApply: true }],
};
const bare = (keyId: string, more = {}) => ({ keyId, start: "acme_9", enabled: true, createdAt: 1, ...more });

/** Answers in two pages, as `POST /v2/apis.listKeys` does. */
async function unkey(): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { apiId, cursor, decrypt } = JSON.parse(Buffer.concat(parts).toString("utf8"));
    expect([request.url, request.headers.authorization]).toEqual(["/v2/apis.listKeys", "Bearer unkey_root"]);
    expect([apiId, decrypt]).toEqual(["api_theirs", true]);
    const answer = cursor
      ? {
          data: [bare("key_lost"), bare("key_old", { expires: 1, plaintext: "x" })],
          pagination: { hasMore: false },
        }
      : { data: [FULL, bare("key_hashed")], pagination: { hasMore: true, cursor: "2" } };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("keys of Unkey become the body of an import, without one secret in it", async () => {
  const hashes = path.join(mkdtempSync(path.join(tmpdir(), "unkey-")), "hashes.tsv");
  const own = createHash("sha256").update("another").digest("base64");
  writeFileSync(hashes, `key_hashed\t${own}\nkey_gone\t${own}\n`);
  const { stdout, stderr } = await run(
    process.execPath,
    [
      "scripts/from-unkey.mjs",
      "--from",
      "api_theirs",
      "--to",
      "api_ours",
      "--hashes",
      hashes,
      "--url",
      await unkey(),
    ],
    { env: { ...process.env, UNKEY_ROOT_KEY: "unkey_root" } },
  );
  const { apiId, keys } = JSON.parse(stdout);
  expect(apiId).toBe("api_ours");
  expect(keys).toHaveLength(2);
  expect(keys.map((key: unknown) => importedKeySchema.safeParse(key).success)).toEqual([true, true]);
  expect(keys[0]).toMatchObject({
    name: "billing worker",
    hash: createHash("sha256").update(FULL.plaintext).digest("base64"),
    start: "acme_3Zx9",
    last4: "6rD1",
    environment: "live",
    enabled: false,
    externalId: "customer_42",
    permissions: ["documents:read", "documents:*"],
    roles: ["editor"],
    ratelimits: [
      { name: "requests", limit: 10, windowMs: 60_000, algorithm: "sliding_window", autoApply: true },
    ],
    credits: { remaining: 12, refill: { interval: "monthly", amount: 100, day: 31 } },
    metadata: { plan: "pro" },
  });
  expect(keys[1]).toMatchObject({ name: "key_hashed", hash: own });
  expect(stdout).not.toContain(FULL.plaintext);
  expect(stderr).toContain("key_lost acme_9…: neither recoverable nor in --hashes");
  expect(stderr).toContain("key_old acme_9…: has expired");
});
