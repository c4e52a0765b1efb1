import { describe, expect, test } from "vitest";
import { createApi } from "../apis/create-api";
import { updateApi } from "../apis/update-api";
import { listAuditEvents } from "../audit/list-audit-events";
import { createKey } from "../keys/create-key";
import { revokeKey } from "../keys/revoke-key";
import { createRole } from "../roles/create-role";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { createPermission } from "./create-permission";
import { createPermissions } from "./create-permissions";
import { deletePermission } from "./delete-permission";
import { getPermission } from "./get-permission";
import { catalogueNames, countPermissions, listPermissions } from "./list-permissions";
import { updatePermission } from "./update-permission";

const rt = useRuntime();

describe("permissions", () => {
  test("are created, read, described and deleted, each with its audit event", async () => {
    const { ctx } = await testWorkspace(rt());
    const made = await createPermission(ctx, {
      name: "users:delete",
      description: " For good ",
      administrative: true,
    });
    expect(made).toMatchObject({
      name: "users:delete",
      description: "For good",
      administrative: true,
      usedBy: { keys: 0, roles: 0, apis: 0 },
    });
    expect(await getPermission(ctx, made.id)).toEqual(made);
    expect(await updatePermission(ctx, made.id, { administrative: true })).toEqual(made);
    expect(await updatePermission(ctx, made.id, { description: null, administrative: false })).toMatchObject({
      description: null,
      administrative: false,
    });
    await deletePermission(ctx, made.id);
    await expect(getPermission(ctx, made.id)).rejects.toMatchObject({ code: "not_found" });
    const { items } = await listAuditEvents(ctx, { targetId: made.id });
    expect(items.map((event) => event.action)).toEqual([
      "permission.deleted",
      "permission.updated",
      "permission.created",
    ]);
    expect(items[1]).toMatchObject({
      before: { description: "For good", administrative: true },
      after: { description: null, administrative: false },
    });
  });

  test.each(["orders:*", "*", "orders", "orders:read all", "orders:", ":read", "a:b:c"])(
    "%j is no name of the catalogue",
    async (name) => {
      const { ctx } = await testWorkspace(rt());
      await expect(createPermission(ctx, { name })).rejects.toMatchObject({
        code: "invalid_request",
        errors: [{ field: "name" }],
      });
    },
  );

  test("of one name are one", async () => {
    const { ctx } = await testWorkspace(rt());
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => createPermission(ctx, { name: "orders:read" })),
    );
    expect(all.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await expect(createPermission(ctx, { name: "orders:read" })).rejects.toMatchObject({
      code: "conflict",
      errors: [{ field: "name" }],
    });
  });

  test("say where they are used, and are not deleted while they are", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await updateApi(ctx, apiId, { permissions: ["orders:read", "orders:write"] });
    await createRole(ctx, { name: "reader", permissions: ["orders:read"] });
    const { key } = await createKey(ctx, { apiId, name: "a", permissions: ["orders:read", "orders:*"] });
    await createKey(ctx, { apiId, name: "b", permissions: ["orders:read"] });
    const [read, write] = (await listPermissions(ctx)).items;
    expect(read).toMatchObject({ name: "orders:read", usedBy: { keys: 2, roles: 1, apis: 1 } });
    expect(write).toMatchObject({ name: "orders:write", usedBy: { keys: 0, roles: 0, apis: 1 } });
    await expect(deletePermission(ctx, read?.id ?? "")).rejects.toMatchObject({
      code: "conflict",
      detail: "orders:read is in use by 2 keys, 1 role and 1 API. Take it away from them first.",
    });
    await expect(deletePermission(ctx, write?.id ?? "")).rejects.toMatchObject({
      detail: "orders:write is in use by 1 API. Take it away from it first.",
    });
    await revokeKey(ctx, key.id);
    expect((await getPermission(ctx, read?.id ?? "")).usedBy).toEqual({ keys: 1, roles: 1, apis: 1 });
  });

  test("a key that gets one while it is being deleted: what the key names is in the catalogue", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    for (let round = 0; round < 10; round++) {
      const name = `race:r${round}`;
      const { id } = await createPermission(ctx, { name });
      await Promise.allSettled([
        createKey(ctx, { apiId, name: "racer", permissions: [name] }),
        deletePermission(ctx, id),
      ]);
      expect((await listPermissions(ctx, { search: name })).items).toMatchObject([
        { name, usedBy: { keys: 1 } },
      ]);
    }
  });

  test("are listed by name, page by page, narrowed by text and by kind", async () => {
    const { ctx } = await testWorkspace(rt());
    for (const name of ["b:x", "a:y", "c:z", "a:x"])
      await createPermission(ctx, { name, administrative: name === "c:z", description: `about ${name}` });
    const first = await listPermissions(ctx, { limit: 3 });
    expect(first.items.map((one) => one.name)).toEqual(["a:x", "a:y", "b:x"]);
    const rest = await listPermissions(ctx, { limit: 3, cursor: first.nextCursor ?? "" });
    expect([rest.items.map((one) => one.name), rest.nextCursor]).toEqual([["c:z"], null]);
    expect((await listPermissions(ctx, { search: "bout B:" })).items).toHaveLength(1);
    expect((await listPermissions(ctx, { search: "%" })).items).toEqual([]);
    expect((await listPermissions(ctx, { administrative: "true" })).items.map((one) => one.name)).toEqual([
      "c:z",
    ]);
    expect(await countPermissions(ctx)).toEqual({ all: 4, administrative: 1 });
    expect((await catalogueNames(ctx)).at(-1)).toEqual({ name: "c:z", administrative: true });
  });

  test("made administrative, hold their keys to the stricter limits from the next verification on", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    await updateApi(ctx, apiId, {
      ratelimits: [{ name: "requests", limit: 9, windowMs: 60_000 }],
      administrativeRatelimits: [{ name: "requests", limit: 2, windowMs: 60_000 }],
    });
    const exact = await createKey(ctx, { apiId, name: "exact", permissions: ["users:delete"] });
    const wild = await createKey(ctx, { apiId, name: "wild", permissions: ["users:*"] });
    const limits = async () => {
      const answers = await Promise.all(
        [exact, wild].map(({ secret: key }) =>
          verify(rt(), { workspaceId: ctx.workspaceId }, { key, cost: 0 }),
        ),
      );
      return answers.map((it) =>
        it.kind === "answer" && it.answer.code === "VALID" ? it.answer.ratelimits[0]?.limit : it,
      );
    };
    expect(await limits()).toEqual([9, 9]);
    const [permission] = (await listPermissions(ctx)).items;
    await updatePermission(ctx, permission?.id ?? "", { administrative: true });
    expect(await limits()).toEqual([2, 2]);
    await updatePermission(ctx, permission?.id ?? "", { administrative: false });
    expect(await limits()).toEqual([9, 9]);
    const other = await createPermission(ctx, { name: "users:ban", administrative: true });
    expect(await limits()).toEqual([9, 2]);
    await deletePermission(ctx, other.id);
    expect(await limits()).toEqual([9, 9]);
  });

  test("of another workspace do not exist, and count none of its keys", async () => {
    const [one, two] = [await testWorkspace(rt()), await testWorkspace(rt())];
    await createKey(two.ctx, { apiId: two.apiId, name: "k", permissions: ["orders:read"] });
    await createRole(two.ctx, { name: "r", permissions: ["orders:read"] });
    await createApi(two.ctx, { name: "a", permissions: ["orders:read"] });
    const { id } = await createPermission(one.ctx, { name: "orders:read" });
    expect((await getPermission(one.ctx, id)).usedBy).toEqual({ keys: 0, roles: 0, apis: 0 });
    for (const act of [
      () => getPermission(two.ctx, id),
      () => updatePermission(two.ctx, id, { administrative: true }),
      () => deletePermission(two.ctx, id),
    ])
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
  });

  test("ask for their permissions, and a root key that is limited to APIs changes none", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { id } = await createPermission(ctx, { name: "orders:read" });
    const viewer = testContext(rt(), ctx.workspaceId, ["permissions:read"]);
    for (const it of [viewer, { ...ctx, apiIds: [apiId] }]) {
      expect((await listPermissions(it)).items).toHaveLength(1);
      for (const act of [
        () => createPermission(it, { name: "a:b" }),
        () => createPermissions(it, { permissions: [{ name: "a:b" }] }),
        () => updatePermission(it, id, { administrative: true }),
        () => deletePermission(it, id),
      ])
        await expect(act()).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("many at once", () => {
  test("have a result each: what is wrong spoils no other, what is there stays as it is", async () => {
    const { ctx } = await testWorkspace(rt());
    const known = await createPermission(ctx, { name: "orders:read", description: "first" });
    const entries = [
      { name: "orders:write", administrative: true },
      { name: "orders:read", description: "second" },
      { name: "orders:*" },
      { name: "a:b", administrative: "yes", colour: "red" },
      { name: "orders:write" },
      "orders:list",
    ];
    const answer = await createPermissions(ctx, { permissions: entries as never });
    expect(answer).toMatchObject({ created: 1, existed: 1, failed: 4 });
    expect(answer.results).toMatchObject([
      { index: 0, name: "orders:write", status: "created", id: expect.stringMatching(/^perm_/) },
      { index: 1, name: "orders:read", status: "existed", id: known.id },
      { index: 2, name: "orders:*", status: "error", errors: [{ field: "name" }] },
      { index: 3, name: "a:b", status: "error", errors: [{ field: "administrative" }, { field: "colour" }] },
      { index: 4, name: "orders:write", status: "error", errors: [{ field: "name" }] },
      { index: 5, name: null, status: "error", errors: [{ field: "body" }] },
    ]);
    expect((await getPermission(ctx, known.id)).description).toBe("first");
    expect((await listAuditEvents(ctx, { action: "permission.created" })).items).toHaveLength(2);
  });

  test("are 1 to 1,000", async () => {
    const { ctx } = await testWorkspace(rt());
    const many = (count: number) => ({
      permissions: Array.from({ length: count }, (_, i) => ({ name: `many:n${i}` })),
    });
    for (const count of [0, 1_001])
      await expect(createPermissions(ctx, many(count))).rejects.toMatchObject({
        code: "invalid_request",
        errors: [{ field: "permissions" }],
      });
    expect(await createPermissions(ctx, many(1_000))).toMatchObject({ created: 1_000, failed: 0 });
    expect(await createPermissions(ctx, many(1_000))).toMatchObject({ created: 0, existed: 1_000 });
    expect((await countPermissions(ctx)).all).toBe(1_000);
  });
});
