import { EXAMPLE_ID } from "../../platform/fields";
import { createRole } from "../../roles/create-role";
import { deleteRole } from "../../roles/delete-role";
import { getRole } from "../../roles/get-role";
import { listRoles } from "../../roles/list-roles";
import { createRoleSchema, listRolesSchema, roleSchema, updateRoleSchema } from "../../roles/schemas";
import { updateRole } from "../../roles/update-role";
import { endpoint } from "../endpoint";
import { deleted, listOf } from "./list";

const tag = "Roles";

export const listRolesEndpoint = endpoint({
  method: "GET",
  path: "/roles",
  operationId: "listRoles",
  summary: "List roles by name, with how many keys have each",
  tag,
  scope: "roles:read",
  query: listRolesSchema,
  answer: { status: 200, schema: listOf("RoleList", roleSchema), description: "A page of roles" },
  problems: [],
  handle: (ctx, { query }) => listRoles(ctx, query),
});

export const createRoleEndpoint = endpoint({
  method: "POST",
  path: "/roles",
  operationId: "createRole",
  summary: "Create a role: a named set of permissions that keys are given by name",
  tag,
  scope: "roles:create",
  body: createRoleSchema,
  bodyExample: { name: "clerk", description: "Front desk", permissions: ["orders:*", "customers:read"] },
  answer: { status: 201, schema: roleSchema, description: "The role" },
  problems: ["conflict", "idempotency_conflict"],
  handle: (ctx, { body }) => createRole(ctx, body),
});

export const getRoleEndpoint = endpoint({
  method: "GET",
  path: "/roles/{id}",
  id: roleSchema.shape.id,
  operationId: "getRole",
  summary: "Read a role",
  tag,
  scope: "roles:read",
  answer: { status: 200, schema: roleSchema, description: "The role" },
  problems: ["not_found"],
  versioned: true,
  handle: (ctx, { id }) => getRole(ctx, id),
});

export const updateRoleEndpoint = endpoint({
  method: "PATCH",
  path: "/roles/{id}",
  id: roleSchema.shape.id,
  operationId: "updateRole",
  summary: "Change a role. All keys that have it have the new permissions at once.",
  tag,
  scope: "roles:update",
  body: updateRoleSchema,
  bodyExample: { permissions: ["orders:read", "customers:read"] },
  answer: { status: 200, schema: roleSchema, description: "The changed role" },
  problems: ["not_found", "conflict", "precondition_failed", "idempotency_conflict"],
  versioned: true,
  handle: (ctx, { id, body, ifVersion }) => updateRole(ctx, id, body, ifVersion),
});

export const deleteRoleEndpoint = endpoint({
  method: "DELETE",
  path: "/roles/{id}",
  id: roleSchema.shape.id,
  operationId: "deleteRole",
  summary: "Delete a role that no key has but revoked ones",
  tag,
  scope: "roles:delete",
  answer: deleted(EXAMPLE_ID.role),
  problems: ["not_found", "conflict", "idempotency_conflict"],
  handle: async (ctx, { id }) => {
    await deleteRole(ctx, id);
    return { id, deleted: true };
  },
});
