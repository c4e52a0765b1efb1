import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { createRootKey } from "../root-keys/create-root-key";
import { testWorkspace, useRuntime } from "../testing";
import { resolvePresented } from "./registry";

const rt = useRuntime();

test("finds the key that a secret belongs to", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "warehouse" });
  expect(await resolvePresented(rt(), ctx, secret)).toMatchObject({
    is: "found",
    proof: { id: key.secrets[0]?.id, credential: { id: key.id, kind: "key", apiId } },
  });
});

test("finds the key of a retired secret, as expired", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "warehouse" });
  const at = new Date(rt().now() - 1_000);
  await rt().pool.query("update proofs set retires_at = $2 where credential_id = $1", [key.id, at]);
  expect(await resolvePresented(rt(), ctx, secret)).toMatchObject({
    is: "expired",
    proof: { credential: { id: key.id } },
  });
});

test.each(["", "hello", "sk_live_", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"])(
  "finds nothing for a value of no known form: %j",
  async (presented) => {
    const { ctx } = await testWorkspace(rt());
    expect(await resolvePresented(rt(), ctx, presented)).toEqual({ is: "none" });
  },
);

test("finds nothing for a root key, even in a workspace with imported secrets", async () => {
  const { ctx } = await testWorkspace(rt());
  const { secret } = await createRootKey(ctx, { name: "gateway", permissions: ["keys:verify"] });
  for (const foreignSecrets of [false, true])
    expect(await resolvePresented(rt(), { ...ctx, foreignSecrets }, secret)).toEqual({ is: "none" });
});

test("finds nothing of another workspace, or of an API outside the caller's limits", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret } = await createKey(ctx, { apiId, name: "warehouse" });
  const other = await testWorkspace(rt());
  expect(await resolvePresented(rt(), other.ctx, secret)).toEqual({ is: "none" });
  const kept = { workspaceId: ctx.workspaceId, apiIds: [other.apiId] };
  expect(await resolvePresented(rt(), kept, secret)).toEqual({ is: "none" });
});
