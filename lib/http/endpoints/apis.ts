import { createApi } from "../../apis/create-api";
import { deleteApi } from "../../apis/delete-api";
import { getApi } from "../../apis/get-api";
import { listApis } from "../../apis/list-apis";
import { apiSchema, createApiSchema, listApisSchema, updateApiSchema } from "../../apis/schemas";
import { updateApi } from "../../apis/update-api";
import { EXAMPLE_ID } from "../../platform/fields";
import { endpoint } from "../endpoint";
import { deleted, listOf } from "./list";

const tag = "APIs";

export const listApisEndpoint = endpoint({
  method: "GET",
  path: "/apis",
  operationId: "listApis",
  summary: "List APIs, newest first",
  tag,
  scope: "apis:read",
  query: listApisSchema,
  answer: { status: 200, schema: listOf("ApiList", apiSchema), description: "A page of APIs" },
  problems: [],
  handle: (ctx, { query }) => listApis(ctx, query),
});

export const createApiEndpoint = endpoint({
  method: "POST",
  path: "/apis",
  operationId: "createApi",
  summary: "Create an API, which keys are issued for",
  tag,
  scope: "apis:create",
  body: createApiSchema,
  bodyExample: { name: "Orders API", defaultPrefix: "sk", permissions: ["orders:read", "orders:write"] },
  answer: { status: 201, schema: apiSchema, description: "The API" },
  problems: ["idempotency_conflict"],
  handle: (ctx, { body }) => createApi(ctx, body),
});

export const getApiEndpoint = endpoint({
  method: "GET",
  path: "/apis/{id}",
  id: apiSchema.shape.id,
  operationId: "getApi",
  summary: "Read an API",
  tag,
  scope: "apis:read",
  answer: { status: 200, schema: apiSchema, description: "The API" },
  problems: ["not_found"],
  versioned: true,
  handle: (ctx, { id }) => getApi(ctx, id),
});

export const updateApiEndpoint = endpoint({
  method: "PATCH",
  path: "/apis/{id}",
  id: apiSchema.shape.id,
  operationId: "updateApi",
  summary: "Change an API. Its keys keep their prefix, permissions and expiry, and take the new limits.",
  tag,
  scope: "apis:update",
  body: updateApiSchema,
  bodyExample: {
    ratelimits: [{ name: "requests", limit: 600, windowMs: 60_000 }],
    administrativeRatelimits: [{ name: "requests", limit: 60, windowMs: 60_000 }],
    defaultLifetimeSeconds: 7_776_000,
    maxLifetimeSeconds: 31_536_000,
  },
  answer: { status: 200, schema: apiSchema, description: "The changed API" },
  problems: ["not_found", "precondition_failed", "idempotency_conflict"],
  versioned: true,
  handle: (ctx, { id, body, ifVersion }) => updateApi(ctx, id, body, ifVersion),
});

export const deleteApiEndpoint = endpoint({
  method: "DELETE",
  path: "/apis/{id}",
  id: apiSchema.shape.id,
  operationId: "deleteApi",
  summary: "Delete an API that has no key left but revoked ones",
  tag,
  scope: "apis:delete",
  answer: deleted(EXAMPLE_ID.api),
  problems: ["not_found", "conflict", "idempotency_conflict"],
  handle: async (ctx, { id }) => {
    await deleteApi(ctx, id);
    return { id, deleted: true };
  },
});
