import { describe, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list-audit-events";
import { countAllKeys } from "../keys/count-all-keys";
import { createKey } from "../keys/create-key";
import { revokeKey } from "../keys/revoke-key";
import { createPermission } from "../permissions/create-permission";
import { createRole } from "../roles/create-role";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { countApiKeys } from "./count-api-keys";
import { createApi } from "./create-api";
import { deleteApi } from "./delete-api";
import { getApi } from "./get-api";
import { countKeysByApi, listApis } from "./list-apis";
import { updateApi } from "./update-api";

const runtime = useRuntime();

describe("APIs", () => {
  test("are created with defaults, read, changed, and each change is audited with what changed", async () => {
    const { ctx } = await testWorkspace(runtime());
    const made = await createApi(ctx, {
      name: " Orders API ",
      permissions: ["orders:write", "orders:read", "orders:read"],
    });
    expect(made).toMatchObject({
      name: "Orders API",
      defaultPrefix: "sk",
      permissions: ["orders:read", "orders:write"],
    });
    expect(await getApi(ctx, made.id)).toEqual(made);
    expect(await updateApi(ctx, made.id, { name: "Orders API" })).toEqual(made);
    const changed = await updateApi(ctx, made.id, { name: "Orders", defaultPrefix: "acme" });
    expect(changed).toMatchObject({ name: "Orders", defaultPrefix: "acme", permissions: made.permissions });
    const { items } = await listAuditEvents(ctx, { targetId: made.id });
    expect(items.map((event) => event.action)).toEqual(["api.updated", "api.created"]);
    expect(items[0]).toMatchObject({
      before: { name: "Orders API", defaultPrefix: "sk" },
      after: { name: "Orders", defaultPrefix: "acme" },
    });
  });

  test("name what is wrong", async () => {
    const { ctx } = await testWorkspace(runtime());
    await expect(
      createApi(ctx, { name: "", defaultPrefix: "SK_", permissions: ["orders"] }),
    ).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ field: "name" }, { field: "defaultPrefix" }, { field: "permissions.0" }],
    });
    await expect(listApis(ctx, { cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("are listed newest first, page by page", async () => {
    const { ctx, apiId } = await testWorkspace(runtime());
    const ids = [apiId];
    for (let i = 0; i < 4; i++) ids.unshift((await createApi(ctx, { name: `api ${i}` })).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listApis>> = await listApis(ctx, {
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map((api) => api.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  test("cannot be deleted while they have keys that are not revoked; then their name is gone and keys cannot be made", async () => {
    const { ctx, apiId } = await testWorkspace(runtime());
    const { key } = await createKey(ctx, { apiId, name: "worker" });
    expect(await countKeysByApi(ctx, [apiId])).toEqual(new Map([[apiId, 1]]));
    expect(await countAllKeys(ctx)).toBe(1);
    await expect(deleteApi(ctx, apiId)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("a key that is"),
    });
    await revokeKey(ctx, key.id);
    expect(await countKeysByApi(ctx, [apiId])).toEqual(new Map([[apiId, 0]]));
    expect(await countAllKeys(ctx)).toBe(0);
    await deleteApi(ctx, apiId);
    await expect(getApi(ctx, apiId)).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteApi(ctx, apiId)).rejects.toMatchObject({ code: "not_found" });
    await expect(createKey(ctx, { apiId, name: "late" })).rejects.toMatchObject({ code: "not_found" });
    expect((await listApis(ctx)).items).toEqual([]);
  });

  test("count their keys as verify sees them: administrative by name, by wildcard or by a role", async () => {
    const { ctx, apiId } = await testWorkspace(runtime());
    await createPermission(ctx, { name: "users:delete", administrative: true });
    await createRole(ctx, { name: "boss", permissions: ["*"] });
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const made = [
      { permissions: ["users:read"], expiresAt },
      { permissions: ["users:delete"] },
      { permissions: ["users:*"] },
      { roles: ["boss"] },
    ];
    for (const wanted of made) await createKey(ctx, { apiId, name: "k", ...wanted });
    const { key } = await createKey(ctx, { apiId, name: "gone", permissions: ["*"] });
    await revokeKey(ctx, key.id);
    expect(await countApiKeys(ctx, apiId)).toEqual({ all: 4, administrative: 3, limitless: 3 });
  });

  test("a key and the deletion of its API at once: one of them loses", async () => {
    const { ctx, apiId } = await testWorkspace(runtime());
    const results = await Promise.allSettled([
      createKey(ctx, { apiId, name: "racer" }),
      deleteApi(ctx, apiId),
    ]);
    expect(results.filter((each) => each.status === "fulfilled")).toHaveLength(1);
  });

  test("of another workspace do not exist", async () => {
    const [one, two] = [await testWorkspace(runtime()), await testWorkspace(runtime())];
    await createKey(one.ctx, { apiId: one.apiId, name: "worker" });
    for (const act of [
      () => getApi(two.ctx, one.apiId),
      () => updateApi(two.ctx, one.apiId, { name: "mine" }),
      () => deleteApi(two.ctx, one.apiId),
      () => createKey(two.ctx, { apiId: one.apiId, name: "thief" }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
    expect((await listApis(two.ctx)).items.map((api) => api.id)).toEqual([two.apiId]);
    expect(await countKeysByApi(two.ctx, [one.apiId])).toEqual(new Map());
    expect((await getApi(one.ctx, one.apiId)).name).toBe("default");
  });

  test("ask for their permissions", async () => {
    const { ctx, apiId } = await testWorkspace(runtime());
    const viewer = testContext(runtime(), ctx.workspaceId, ["apis:read", "keys:read"]);
    expect((await listApis(viewer)).items).toHaveLength(1);
    for (const act of [
      () => createApi(viewer, { name: "x" }),
      () => updateApi(viewer, apiId, { name: "x" }),
      () => deleteApi(viewer, apiId),
    ])
      await expect(act()).rejects.toMatchObject({ code: "forbidden" });
    await expect(getApi(testContext(runtime(), ctx.workspaceId, []), apiId)).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
