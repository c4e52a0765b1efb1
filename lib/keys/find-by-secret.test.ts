import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { generateSecret } from "../platform/secret";
import { createRootKey } from "../root-keys/create-root-key";
import { rotateKey } from "../rotation/rotate-key";
import { collect, testContext, testWorkspace, useRuntime } from "../testing";
import { createKey } from "./create-key";
import { findBySecret } from "./find-by-secret";
import { importKeys } from "./import-keys";

const rt = useRuntime();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a whole secret finds its key, also once it is retired, and in its own workspace only", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const other = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "billing" });
  const rotated = await rotateKey(ctx, key.id, { overlapSeconds: 0 });
  expect(await findBySecret(ctx, secret)).toBe(key.id);
  expect(await findBySecret(ctx, rotated.secret)).toBe(key.id);
  expect(await findBySecret(other.ctx, secret)).toBeNull();
});

test("what is unknown, mistyped or a root key finds nothing", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret } = await createKey(ctx, { apiId, name: "billing" });
  const root = await createRootKey(ctx, { name: "gateway", permissions: ["keys:verify"] });
  expect(await findBySecret(ctx, generateSecret("sk", "live"))).toBeNull();
  expect(await findBySecret(ctx, `${secret.slice(0, -1)}!`)).toBeNull();
  expect(await findBySecret(ctx, secret.slice(0, 20))).toBeNull();
  expect(await findBySecret(ctx, root.secret)).toBeNull();
});

test("an imported secret of another form finds its key", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const own = "unkey_3ZbYk7sTg2Gm9Qw4HnLrXc";
  const keys = [
    { name: "as a value", plaintext: own },
    { name: "as a hash", hash: sha256("acme_1234567890abcdef") },
  ];
  const results = await collect(importKeys(ctx, { apiId, keys }));
  expect(await findBySecret(ctx, own)).toBe(results[0]?.keyId);
  expect(await findBySecret(ctx, "acme_1234567890abcdef")).toBe(results[1]?.keyId);
  expect(await findBySecret(ctx, `${own}d`)).toBeNull();
  expect(await findBySecret((await testWorkspace(rt())).ctx, own)).toBeNull();
});

test("needs keys:read", async () => {
  const { ctx } = await testWorkspace(rt());
  const nobody = testContext(rt(), ctx.workspaceId, ["usage:read"]);
  await expect(findBySecret(nobody, generateSecret("sk", "live"))).rejects.toMatchObject({
    code: "forbidden",
  });
});
