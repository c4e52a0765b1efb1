import { describe, expect, test, vi } from "vitest";
import { createApi } from "../apis/create-api";
import { RootKeyUses } from "../credentials/root-key/uses";
import type { Ctx } from "../platform/context";
import { permissionSet } from "../platform/permission";
import { rotateKey } from "../rotation/rotate-key";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { addressesShutOut } from "./addresses-shut-out";
import { createRootKey } from "./create-root-key";
import { getRootKey, listRootKeys } from "./list-root-keys";
import type { RootKeyView } from "./schemas";
import { updateRootKey } from "./update-root-key";

const rt = useRuntime();
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

/** What a request with this root key is. */
const as = (ctx: Ctx, rootKey: RootKeyView): Ctx => ({
  ...ctx,
  actor: { type: "root_key", id: rootKey.id, name: rootKey.name },
  scopes: permissionSet(rootKey.permissions),
  apiIds: rootKey.apiIds,
});

async function setUp(own: Omit<Parameters<typeof createRootKey>[1], "name">) {
  const { ctx, apiId } = await testWorkspace(rt());
  const { rootKey } = await createRootKey(ctx, { name: "own", ...own });
  return { ctx, apiId, rootKey, by: as(ctx, rootKey) };
}

describe("nobody gives more than they have", () => {
  const admin = ["root-keys:*", "keys:verify"];

  test("permissions, wildcards among them", async () => {
    const { by } = await setUp({ permissions: admin });
    const make = (permissions: string[]) => createRootKey(by, { name: "n", permissions });
    await make(["keys:verify", "root-keys:read"]);
    for (const more of [["*"], ["keys:*"], ["keys:read"]])
      await expect(make(more)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("APIs: one that is limited gives some of its own, never all", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const other = await createApi(ctx, { name: "other" });
    const third = await createApi(ctx, { name: "third" });
    const { rootKey } = await createRootKey(ctx, {
      name: "own",
      permissions: admin,
      apiIds: [apiId, other.id],
    });
    const by = as(ctx, rootKey);
    const make = (apiIds?: string[]) =>
      createRootKey(by, { name: "n", permissions: ["keys:verify"], ...(apiIds ? { apiIds } : {}) });
    const made = await make([apiId]);
    expect(made.rootKey.apiIds).toEqual([apiId]);
    for (const more of [undefined, [], [third.id], [apiId, third.id]])
      await expect(make(more)).rejects.toMatchObject({ code: "forbidden" });
    // To it, root keys that reach further do not exist.
    const wide = await createRootKey(ctx, { name: "wide", permissions: ["keys:verify"] });
    expect((await listRootKeys(by)).items.map((each) => each.id)).toEqual([made.rootKey.id, rootKey.id]);
    for (const act of [
      () => getRootKey(by, wide.rootKey.id),
      () => updateRootKey(by, wide.rootKey.id, { name: "mine" }),
      () => rotateKey(by, wide.rootKey.id, {}),
    ])
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
    await expect(updateRootKey(by, rootKey.id, { apiIds: [] })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("time and place: an expiry after its own, addresses beyond its own", async () => {
    const { by, rootKey } = await setUp({
      permissions: admin,
      expiresAt: inHours(2),
      ipAllowlist: ["192.0.2.0/24", "2001:db8::/32"],
    });
    const make = (input: object) =>
      createRootKey(by, {
        name: "n",
        permissions: ["keys:verify"],
        expiresAt: inHours(1),
        ipAllowlist: ["192.0.2.8/29"],
        ...input,
      });
    await make({});
    await make({ ipAllowlist: ["192.0.2.7", "2001:db8:1::/48"] });
    for (const more of [
      { expiresAt: null },
      { expiresAt: inHours(3) },
      { ipAllowlist: [] },
      { ipAllowlist: ["192.0.0.0/16"] },
      { ipAllowlist: ["192.0.2.1", "198.51.100.1"] },
    ])
      await expect(make(more)).rejects.toMatchObject({ code: "forbidden" });
    for (const more of [{ expiresAt: null }, { ipAllowlist: [] }])
      await expect(updateRootKey(by, rootKey.id, more)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("on a change: what it would be counts; a stronger one can be renamed and stopped, no more", async () => {
    const { ctx, by } = await setUp({ permissions: admin });
    const { rootKey: strong } = await createRootKey(ctx, { name: "strong", permissions: ["*"] });
    for (const change of [
      { permissions: ["keys:read"] },
      { expiresAt: inHours(1) },
      { ipAllowlist: ["192.0.2.1"] },
      { enabled: false, ratelimits: [] as [], expiresAt: inHours(1) },
    ])
      await expect(updateRootKey(by, strong.id, change)).rejects.toMatchObject({ code: "forbidden" });
    expect(await updateRootKey(by, strong.id, { enabled: false, name: "stopped" })).toMatchObject({
      state: "disabled",
      name: "stopped",
    });
    await expect(updateRootKey(by, strong.id, { enabled: true })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await updateRootKey(by, strong.id, { permissions: ["keys:verify"] })).toMatchObject({
      permissions: ["keys:verify"],
    });
  });

  test("on a rotation, which hands over a secret: not of a stronger one, of itself it may", async () => {
    const { ctx, by, rootKey } = await setUp({ permissions: admin, expiresAt: inHours(2) });
    const { rootKey: strong } = await createRootKey(ctx, { name: "strong", permissions: ["*"] });
    const { rootKey: lasting } = await createRootKey(ctx, { name: "lasting", permissions: ["keys:verify"] });
    for (const { id } of [strong, lasting])
      await expect(rotateKey(by, id, {})).rejects.toMatchObject({ code: "forbidden" });
    expect((await rotateKey(by, rootKey.id, {})).secret).toMatch(/^lk_root_/);
    expect((await getRootKey(ctx, strong.id)).secrets).toHaveLength(1);
  });

  test("members neither: whose role lacks root keys makes none", async () => {
    const { ctx } = await testWorkspace(rt());
    const developer = testContext(rt(), ctx.workspaceId, ["keys:*"]);
    await expect(createRootKey(developer, { name: "n", permissions: ["keys:read"] })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("a change", () => {
  test("is audited with what was and is, and refused for a version that is gone", async () => {
    const { ctx, apiId, rootKey } = await setUp({ permissions: ["keys:verify"] });
    const algorithm = "fixed_window" as const;
    const ratelimits = [{ name: "calls", limit: 5, windowMs: 60_000, algorithm, autoApply: true }];
    const changed = await updateRootKey(
      ctx,
      rootKey.id,
      { apiIds: [apiId], ratelimits, ipAllowlist: ["::ffff:192.0.2.1"], name: "own" },
      rootKey.version,
    );
    expect(changed).toMatchObject({ apiIds: [apiId], ratelimits, ipAllowlist: ["192.0.2.1"], version: 2 });
    await expect(updateRootKey(ctx, rootKey.id, { name: "x" }, rootKey.version)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await updateRootKey(ctx, rootKey.id, { enabled: false });
    const { rows } = await rt().pool.query(
      "select action, before, after from audit_events where target_id = $1 order by sequence desc limit 2",
      [rootKey.id],
    );
    expect(rows).toEqual([
      { action: "root_key.disabled", before: { enabled: true }, after: { enabled: false } },
      {
        action: "root_key.updated",
        before: { apiIds: [], ratelimits: [], ipAllowlist: [] },
        after: { apiIds: [apiId], ratelimits, ipAllowlist: ["192.0.2.1"] },
      },
    ]);
  });

  test("by itself does not lock it out, nor free it of its limits", async () => {
    const { by, rootKey } = await setUp({ permissions: ["root-keys:*"] });
    await expect(updateRootKey(by, rootKey.id, { ipAllowlist: ["198.51.100.0/24"] })).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ field: "ipAllowlist" }],
    });
    await expect(
      updateRootKey(by, rootKey.id, { ratelimits: [{ name: "calls", limit: 9, windowMs: 1_000 }] }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect((await updateRootKey(by, rootKey.id, { ipAllowlist: ["192.0.2.0/24"] })).version).toBe(2);
  });

  test.each([
    [{ apiIds: ["api_x"] }, "apiIds.0"],
    [{ permissions: [] }, "permissions"],
    [{ permissions: ["keys:fly"] }, "permissions.0"],
    [{ ipAllowlist: ["203.0.113.0/33"] }, "ipAllowlist.0"],
    [{ expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    [{ surprise: 1 }, "surprise"],
  ])("%j is refused at %s", async (change, field) => {
    const { ctx, rootKey } = await setUp({ permissions: ["keys:verify"] });
    await expect(updateRootKey(ctx, rootKey.id, change as never)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ field }],
    });
  });

  test("another workspace's API is none", async () => {
    const { ctx } = await testWorkspace(rt());
    const { apiId } = await testWorkspace(rt());
    await expect(
      createRootKey(ctx, { name: "n", permissions: ["keys:verify"], apiIds: [apiId] }),
    ).rejects.toMatchObject({ errors: [{ field: "apiIds.0" }] });
  });
});

test("its last use is written once a minute, with the address", async () => {
  const { ctx, rootKey } = await setUp({ permissions: ["keys:verify"] });
  const secretId = rootKey.secrets[0]?.id ?? "";
  let writes = 0;
  const pool = {
    query: (text: string, values: unknown[]) => {
      writes++;
      return rt().pool.query(text, values);
    },
  };
  const uses = new RootKeyUses(pool as never, rt().log);
  const start = Date.now();
  uses.note({ workspaceId: ctx.workspaceId, secretId }, start, () => "203.0.113.9");
  uses.note({ workspaceId: ctx.workspaceId, secretId }, start + 59_000, () => "203.0.113.10");
  const shown = async () => (await getRootKey(ctx, rootKey.id)).secrets[0];
  await vi.waitFor(async () =>
    expect(await shown()).toMatchObject({
      lastUsedAt: new Date(start).toISOString(),
      lastUsedAddress: "203.0.113.9",
    }),
  );
  uses.note({ workspaceId: ctx.workspaceId, secretId }, start + 60_000, () => null);
  await vi.waitFor(async () =>
    expect(await shown()).toMatchObject({
      lastUsedAt: new Date(start + 60_000).toISOString(),
      lastUsedAddress: "203.0.113.9",
    }),
  );
  expect(writes).toBe(2);
});

test("an allowlist that shuts out where it was last used from says so, and changes nothing", async () => {
  const { ctx, rootKey } = await setUp({ permissions: ["keys:verify"] });
  expect(await addressesShutOut(ctx, rootKey.id, ["198.51.100.0/24"])).toEqual([]);
  await rt().pool.query("update proofs set last_used_address = $2 where credential_id = $1", [
    rootKey.id,
    "203.0.113.9",
  ]);
  expect(await addressesShutOut(ctx, rootKey.id, ["198.51.100.0/24"])).toEqual(["203.0.113.9"]);
  expect(await addressesShutOut(ctx, rootKey.id, ["203.0.113.0/24"])).toEqual([]);
  expect(await addressesShutOut(ctx, rootKey.id, [])).toEqual([]);
  expect((await getRootKey(ctx, rootKey.id)).ipAllowlist).toEqual([]);
});
