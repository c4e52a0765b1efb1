import { createPermission } from "../../permissions/create-permission";
import { createPermissions } from "../../permissions/create-permissions";
import { deletePermission } from "../../permissions/delete-permission";
import { getPermission } from "../../permissions/get-permission";
import { listPermissions } from "../../permissions/list-permissions";
import {
  bulkAnswerSchema,
  createPermissionSchema,
  createPermissionsSchema,
  listPermissionsSchema,
  permissionSchema,
  updatePermissionSchema,
} from "../../permissions/schemas";
import { updatePermission } from "../../permissions/update-permission";
import { EXAMPLE_ID } from "../../platform/fields";
import { endpoint } from "../endpoint";
import { deleted, listOf } from "./list";

const tag = "Permissions";

export const listPermissionsEndpoint = endpoint({
  method: "GET",
  path: "/permissions",
  operationId: "listPermissions",
  summary: "List the catalogue of permissions by name, with how many keys, roles and APIs use each",
  tag,
  scope: "permissions:read",
  query: listPermissionsSchema,
  answer: {
    status: 200,
    schema: listOf("PermissionList", permissionSchema),
    description: "A page of permissions",
  },
  problems: [],
  handle: (ctx, { query }) => listPermissions(ctx, query),
});

export const createPermissionEndpoint = endpoint({
  method: "POST",
  path: "/permissions",
  operationId: "createPermission",
  summary: "Put a permission into the catalogue. One that a key, role or API names is put there by itself.",
  tag,
  scope: "permissions:create",
  body: createPermissionSchema,
  bodyExample: { name: "users:delete", description: "Delete a user for good", administrative: true },
  answer: { status: 201, schema: permissionSchema, description: "The permission" },
  problems: ["conflict", "idempotency_conflict"],
  handle: (ctx, { body }) => createPermission(ctx, body),
});

export const createPermissionsEndpoint = endpoint({
  method: "POST",
  path: "/permissions/bulk",
  operationId: "createPermissions",
  summary: "Put up to 1,000 permissions into the catalogue, with a result for each",
  tag,
  scope: "permissions:create",
  body: createPermissionsSchema,
  bodyExample: {
    permissions: [
      { name: "orders:read", description: "See orders" },
      { name: "orders:refund", administrative: true },
    ],
  },
  answer: {
    status: 200,
    schema: bulkAnswerSchema,
    description: "In the order of the request. An entry that is wrong spoils no other.",
  },
  problems: ["idempotency_conflict"],
  handle: (ctx, { body }) => createPermissions(ctx, body),
});

export const getPermissionEndpoint = endpoint({
  method: "GET",
  path: "/permissions/{id}",
  id: permissionSchema.shape.id,
  operationId: "getPermission",
  summary: "Read a permission",
  tag,
  scope: "permissions:read",
  answer: { status: 200, schema: permissionSchema, description: "The permission" },
  problems: ["not_found"],
  handle: (ctx, { id }) => getPermission(ctx, id),
});

export const updatePermissionEndpoint = endpoint({
  method: "PATCH",
  path: "/permissions/{id}",
  id: permissionSchema.shape.id,
  operationId: "updatePermission",
  summary: "Change a permission's description, or whether it is administrative. Its name stays.",
  tag,
  scope: "permissions:update",
  body: updatePermissionSchema,
  bodyExample: { administrative: true },
  answer: { status: 200, schema: permissionSchema, description: "The changed permission" },
  problems: ["not_found", "idempotency_conflict"],
  handle: (ctx, { id, body }) => updatePermission(ctx, id, body),
});

export const deletePermissionEndpoint = endpoint({
  method: "DELETE",
  path: "/permissions/{id}",
  id: permissionSchema.shape.id,
  operationId: "deletePermission",
  summary: "Delete a permission that no key, role or API names",
  tag,
  scope: "permissions:delete",
  answer: deleted(EXAMPLE_ID.permission),
  problems: ["not_found", "conflict", "idempotency_conflict"],
  handle: async (ctx, { id }) => {
    await deletePermission(ctx, id);
    return { id, deleted: true };
  },
});
