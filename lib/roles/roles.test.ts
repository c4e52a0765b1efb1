import { describe, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list-audit-events";
import { createKey } from "../keys/create-key";
import { getKey } from "../keys/get-key";
import { revokeKey } from "../keys/revoke-key";
import { updateKey } from "../keys/update-key";
import { listPermissions } from "../permissions/list-permissions";
import type { Ctx } from "../platform/context";
import { testContext, testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/decide";
import { createRole } from "./create-role";
import { deleteRole } from "./delete-role";
import { getRole } from "./get-role";
import { listRoles } from "./list-roles";
import { updateRole } from "./update-role";

const rt = useRuntime();

async function codeOf(ctx: Ctx, key: string, permissions: string) {
  const result = await verify(rt(), { workspaceId: ctx.workspaceId }, { key, permissions });
  return result.kind === "answer" ? result.answer.code : result.kind;
}

describe("roles", () => {
  test("are created, read, changed and deleted, each with its audit event; what they name joins the catalogue", async () => {
    const { ctx } = await testWorkspace(rt());
    const made = await createRole(ctx, { name: "clerk", permissions: ["orders:*", "users:read"] });
    expect(made).toMatchObject({ name: "clerk", version: 1, usedBy: { keys: 0 } });
    expect(await getRole(ctx, made.id)).toEqual(made);
    expect((await listPermissions(ctx)).items.map((one) => one.name)).toEqual(["users:read"]);
    expect(await updateRole(ctx, made.id, { name: "clerk" })).toEqual(made);
    const changed = await updateRole(ctx, made.id, { name: "desk", description: "Front" }, 1);
    expect(changed).toMatchObject({ name: "desk", description: "Front", version: 2 });
    await expect(updateRole(ctx, made.id, { name: "late" }, 1)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await deleteRole(ctx, made.id);
    await expect(getRole(ctx, made.id)).rejects.toMatchObject({ code: "not_found" });
    const { items } = await listAuditEvents(ctx, { targetId: made.id });
    expect(items.map((event) => event.action)).toEqual(["role.deleted", "role.updated", "role.created"]);
    expect(items[1]).toMatchObject({
      before: { name: "clerk", description: null },
      after: { name: "desk", description: "Front" },
    });
  });

  test("have a name each", async () => {
    const { ctx } = await testWorkspace(rt());
    const conflict = { code: "conflict", errors: [{ field: "name" }] };
    const a = await createRole(ctx, { name: "a" });
    const b = await createRole(ctx, { name: "b" });
    await expect(createRole(ctx, { name: "a" })).rejects.toMatchObject(conflict);
    const both = await Promise.allSettled([
      updateRole(ctx, a.id, { name: "c" }),
      updateRole(ctx, b.id, { name: "c" }),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")).toMatchObject({ reason: conflict });
    await expect(createRole(ctx, { name: "front desk" })).rejects.toMatchObject({
      errors: [{ field: "name" }],
    });
  });

  test("a change reaches the next verification of their keys", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const role = await createRole(ctx, { name: "clerk", permissions: ["orders:read"] });
    const { secret } = await createKey(ctx, { apiId, name: "k", roles: ["clerk"] });
    expect(await codeOf(ctx, secret, "orders:write")).toBe("INSUFFICIENT_PERMISSIONS");
    await updateRole(ctx, role.id, { permissions: ["orders:*"] });
    expect(await codeOf(ctx, secret, "orders:write")).toBe("VALID");
    await updateRole(ctx, role.id, { permissions: [] });
    expect(await codeOf(ctx, secret, "orders:read")).toBe("INSUFFICIENT_PERMISSIONS");
  });

  test("are not deleted while a key has them; revoked keys lose them", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const role = await createRole(ctx, { name: "clerk" });
    const { key } = await createKey(ctx, { apiId, name: "k", roles: ["clerk"] });
    const other = await createKey(ctx, { apiId, name: "other", roles: ["clerk"] });
    expect((await listRoles(ctx)).items).toMatchObject([{ name: "clerk", usedBy: { keys: 2 } }]);
    await expect(deleteRole(ctx, role.id)).rejects.toMatchObject({
      code: "conflict",
      detail: "2 keys have the role clerk. Take it away from them first.",
    });
    await updateKey(ctx, other.key.id, { roles: [] });
    await revokeKey(ctx, key.id);
    await deleteRole(ctx, role.id);
    expect((await getKey(ctx, key.id)).roles).toEqual([]);
  });

  test("a key that gets one while it is being deleted: no key has a role that is not there", async () => {
    const { ctx, apiId } = await testWorkspace(rt());
    const { key } = await createKey(ctx, { apiId, name: "changed" });
    for (let round = 0; round < 10; round++) {
      const role = await createRole(ctx, { name: `r${round}` });
      await Promise.allSettled([
        createKey(ctx, { apiId, name: "made", roles: [role.name] }),
        updateKey(ctx, key.id, { roles: [role.name] }),
        deleteRole(ctx, role.id),
      ]);
    }
    const { rows } = await rt().pool.query(
      `select k.id from credentials k, unnest(k.role_ids) as had(id)
        where k.workspace_id = $1 and not exists (select 1 from roles r where r.id = had.id)`,
      [ctx.workspaceId],
    );
    expect(rows).toEqual([]);
  });

  test("are listed by name, page by page, narrowed by text and by permission", async () => {
    const { ctx } = await testWorkspace(rt());
    await createRole(ctx, { name: "b", permissions: ["orders:read"] });
    await createRole(ctx, { name: "a", permissions: ["orders:*"], description: "everything of orders" });
    await createRole(ctx, { name: "c" });
    const first = await listRoles(ctx, { limit: 2 });
    expect(first.items.map((one) => one.name)).toEqual(["a", "b"]);
    expect((await listRoles(ctx, { limit: 2, cursor: first.nextCursor ?? "" })).items).toMatchObject([
      { name: "c" },
    ]);
    expect((await listRoles(ctx, { search: "everything" })).items).toMatchObject([{ name: "a" }]);
    expect((await listRoles(ctx, { permission: "orders:read" })).items).toMatchObject([{ name: "b" }]);
  });

  test("of another workspace do not exist; who may only read changes none", async () => {
    const [one, two] = [await testWorkspace(rt()), await testWorkspace(rt())];
    const { id } = await createRole(one.ctx, { name: "clerk" });
    const acts = (ctx: Ctx) => [
      () => updateRole(ctx, id, { permissions: ["*"] }),
      () => deleteRole(ctx, id),
      ...(ctx === two.ctx ? [] : [() => createRole(ctx, { name: "x" })]),
    ];
    for (const act of acts(two.ctx)) await expect(act()).rejects.toMatchObject({ code: "not_found" });
    await expect(createKey(two.ctx, { apiId: two.apiId, name: "k", roles: ["clerk"] })).rejects.toMatchObject(
      { errors: [{ field: "roles.0" }] },
    );
    for (const it of [
      testContext(rt(), one.ctx.workspaceId, ["roles:read"]),
      { ...one.ctx, apiIds: [one.apiId] },
    ])
      for (const act of acts(it)) await expect(act()).rejects.toMatchObject({ code: "forbidden" });
  });
});
