import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { createRootKey } from "../root-keys/create-root-key";
import { testWorkspace, useRuntime } from "../testing";
import { resolvePresented } from "./registry";

const rt = useRuntime();

test("a key's secret is found with its credential", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "warehouse" });
  expect(await resolvePresented(rt(), ctx, secret)).toMatchObject({
    is: "found",
    proof: { id: key.secrets[0]?.id, credential: { id: key.id, kind: "key", apiId } },
  });
});

test("a retired secret is expired, and still known", async () => {
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
  "what is of no form is none: %j",
  async (presented) => {
    const { ctx } = await testWorkspace(rt());
    expect(await resolvePresented(rt(), ctx, presented)).toEqual({ is: "none" });
  },
);

test("a root key is none, also where every value is looked up", async () => {
  const { ctx } = await testWorkspace(rt());
  const { secret } = await createRootKey(ctx, { name: "gateway", permissions: ["keys:verify"] });
  for (const foreignSecrets of [false, true])
    expect(await resolvePresented(rt(), { ...ctx, foreignSecrets }, secret)).toEqual({ is: "none" });
});

test("what belongs to another workspace, or to an API that the caller is kept from, is none", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const { secret } = await createKey(ctx, { apiId, name: "warehouse" });
  const other = await testWorkspace(rt());
  expect(await resolvePresented(rt(), other.ctx, secret)).toEqual({ is: "none" });
  const kept = { workspaceId: ctx.workspaceId, apiIds: [other.apiId] };
  expect(await resolvePresented(rt(), kept, secret)).toEqual({ is: "none" });
});
