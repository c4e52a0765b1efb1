import { expect, test } from "vitest";
import { createRootKey } from "../root-keys/create-root-key";
import { rotateKey } from "../rotation/rotate-key";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { createKey } from "./create-key";
import { findBySecret } from "./find-by-secret";
import { generateSecret } from "./secret";

const rt = useRuntime();

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

test("needs keys:read", async () => {
  const { ctx } = await testWorkspace(rt());
  const nobody = testContext(rt(), ctx.workspaceId, ["usage:read"]);
  await expect(findBySecret(nobody, generateSecret("sk", "live"))).rejects.toMatchObject({
    code: "forbidden",
  });
});
