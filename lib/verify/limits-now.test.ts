import { expect, test } from "vitest";
import { updateApi } from "../apis/update-api";
import { createIdentity } from "../identities/create-identity";
import { createKey } from "../keys/create-key";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { verify } from "./decide";
import { limitsOfIdentity, limitsOfKey } from "./limits-now";

const rt = useRuntime();
const MINUTE = 60_000;

async function setUp() {
  const { ctx, apiId } = await testWorkspace(rt());
  await updateApi(ctx, apiId, { ratelimits: [{ name: "burst", limit: 5, windowMs: 1_000 }] });
  const identity = await createIdentity(ctx, {
    externalId: "customer_42",
    ratelimits: [
      { name: "requests", limit: 100, windowMs: MINUTE },
      { name: "exports", limit: 3, windowMs: MINUTE, perKey: true },
    ],
  });
  const make = (name: string) =>
    createKey(ctx, {
      apiId,
      name,
      externalId: "customer_42",
      ratelimits: [{ name: "requests", limit: 10, windowMs: MINUTE }],
    });
  return { ctx, identity, one: await make("one"), two: await make("two") };
}

test("tells how full each limit is that holds for a key, also those of its API and its identity", async () => {
  const { ctx, identity, one, two } = await setUp();
  const now = Date.now();
  rt().clock.ms = now;
  for (const key of [one.secret, one.secret, two.secret]) await verify(rt(), ctx, { key });
  const seen = async (id: string) =>
    (await limitsOfKey(ctx, id))?.map(({ name, scope, used, limit }) => [name, scope, used, limit]);
  const expected = [
    ["requests", "key", 2, 10],
    ["exports", "key", 2, 3],
    ["burst", "key", 2, 5],
    ["requests", "identity", 3, 100],
  ];
  expect(await seen(one.key.id)).toEqual(expected);
  // Looking takes nothing.
  expect(await seen(one.key.id)).toEqual(expected);
  expect((await limitsOfIdentity(ctx, identity)).map(({ name, used }) => [name, used])).toEqual([
    ["requests", 3],
  ]);
  rt().clock.ms = now + MINUTE * 1.1;
  expect((await limitsOfIdentity(ctx, identity))[0]?.used).toBe(0);
  rt().clock.ms = null;
});

test("of another workspace's key tells nothing, and needs keys:read", async () => {
  const { ctx, one } = await setUp();
  const other = await testWorkspace(rt());
  await expect(limitsOfKey(other.ctx, one.key.id)).rejects.toMatchObject({ code: "not_found" });
  const nobody = testContext(rt(), ctx.workspaceId, ["usage:read"]);
  await expect(limitsOfKey(nobody, one.key.id)).rejects.toMatchObject({ code: "forbidden" });
});
