import { createIdentity } from "../../identities/create-identity";
import { deleteIdentity } from "../../identities/delete-identity";
import { getIdentity } from "../../identities/get-identity";
import { listIdentities } from "../../identities/list-identities";
import {
  createIdentitySchema,
  identitySchema,
  listIdentitiesSchema,
  updateIdentitySchema,
} from "../../identities/schemas";
import { updateIdentity } from "../../identities/update-identity";
import { EXAMPLE_ID } from "../../platform/fields";
import { endpoint } from "../endpoint";
import { deleted, listOf } from "./list";

const tag = "Identities";

export const listIdentitiesEndpoint = endpoint({
  method: "GET",
  path: "/identities",
  operationId: "listIdentities",
  summary: "List the consumers that keys belong to, newest first",
  tag,
  scope: "identities:read",
  query: listIdentitiesSchema,
  answer: {
    status: 200,
    schema: listOf("IdentityList", identitySchema),
    description: "A page of identities",
  },
  problems: [],
  handle: (ctx, { query }) => listIdentities(ctx, query),
});

export const createIdentityEndpoint = endpoint({
  method: "POST",
  path: "/identities",
  operationId: "createIdentity",
  summary: "Create a consumer. A key that names an externalId makes its identity too, if there is none.",
  tag,
  scope: "identities:create",
  body: createIdentitySchema,
  bodyExample: {
    externalId: "customer_42",
    metadata: { plan: "pro" },
    ratelimits: [
      { name: "total", limit: 10_000, windowMs: 3_600_000 },
      { name: "requests", limit: 300, windowMs: 60_000, perKey: true },
    ],
    credits: { remaining: 1_000, refill: { interval: "monthly", amount: 1_000, day: 1 } },
  },
  answer: { status: 201, schema: identitySchema, description: "The identity" },
  problems: ["conflict", "idempotency_conflict"],
  handle: (ctx, { body }) => createIdentity(ctx, body),
});

export const getIdentityEndpoint = endpoint({
  method: "GET",
  path: "/identities/{id}",
  id: identitySchema.shape.id,
  operationId: "getIdentity",
  summary: "Read an identity",
  tag,
  scope: "identities:read",
  answer: { status: 200, schema: identitySchema, description: "The identity" },
  problems: ["not_found"],
  versioned: true,
  handle: (ctx, { id }) => getIdentity(ctx, id),
});

export const updateIdentityEndpoint = endpoint({
  method: "PATCH",
  path: "/identities/{id}",
  id: identitySchema.shape.id,
  operationId: "updateIdentity",
  summary: "Change an identity: what is left out stays, null takes away. Its keys take it at once.",
  tag,
  scope: "identities:update",
  body: updateIdentitySchema,
  bodyExample: { credits: { refill: { interval: "daily", amount: 500 } } },
  answer: { status: 200, schema: identitySchema, description: "The changed identity" },
  problems: ["not_found", "precondition_failed", "idempotency_conflict"],
  versioned: true,
  handle: (ctx, { id, body, ifVersion }) => updateIdentity(ctx, id, body, ifVersion),
});

export const deleteIdentityEndpoint = endpoint({
  method: "DELETE",
  path: "/identities/{id}",
  id: identitySchema.shape.id,
  operationId: "deleteIdentity",
  summary: "Delete an identity that no key belongs to but revoked ones. Its usage stays.",
  tag,
  scope: "identities:delete",
  answer: deleted(EXAMPLE_ID.identity),
  problems: ["not_found", "conflict", "idempotency_conflict"],
  handle: async (ctx, { id }) => {
    await deleteIdentity(ctx, id);
    return { id, deleted: true };
  },
});
