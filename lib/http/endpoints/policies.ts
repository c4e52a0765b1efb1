import { EXAMPLE_ID } from "../../platform/fields";
import { createPolicy } from "../../policies/create-policy";
import { deletePolicy } from "../../policies/delete-policy";
import { getPolicy, listPolicies } from "../../policies/list-policies";
import {
  createPolicySchema,
  listPoliciesSchema,
  policySchema,
  updatePolicySchema,
} from "../../policies/schemas";
import { updatePolicy } from "../../policies/update-policy";
import { endpoint } from "../endpoint";
import { deleted, listOf } from "./list";

const tag = "Policies";

export const listPoliciesEndpoint = endpoint({
  method: "GET",
  path: "/policies",
  operationId: "listPolicies",
  summary: "List rotation policies, newest first",
  tag,
  scope: "policies:read",
  query: listPoliciesSchema,
  answer: { status: 200, schema: listOf("PolicyList", policySchema), description: "A page of policies" },
  problems: [],
  handle: (ctx, { query }) => listPolicies(ctx, query),
});

export const createPolicyEndpoint = endpoint({
  method: "POST",
  path: "/policies",
  operationId: "createPolicy",
  summary: "Give an API its rotation policy",
  tag,
  scope: "policies:update",
  body: createPolicySchema,
  bodyExample: {
    apiId: "api_01JNEX7Q4M8Z3T5V9W2Y6B1C0D",
    finishAfterQuietHours: 48,
    extendUpToHours: 720,
    rotateEveryDays: 90,
    remindDays: [30, 7, 1],
  },
  answer: { status: 201, schema: policySchema, description: "The policy" },
  problems: ["not_found", "conflict", "idempotency_conflict"],
  handle: (ctx, { body }) => createPolicy(ctx, body),
});

export const getPolicyEndpoint = endpoint({
  method: "GET",
  path: "/policies/{id}",
  id: policySchema.shape.id,
  operationId: "getPolicy",
  summary: "Read a rotation policy",
  tag,
  scope: "policies:read",
  answer: { status: 200, schema: policySchema, description: "The policy" },
  problems: ["not_found"],
  versioned: true,
  handle: (ctx, { id }) => getPolicy(ctx, id),
});

export const updatePolicyEndpoint = endpoint({
  method: "PATCH",
  path: "/policies/{id}",
  id: policySchema.shape.id,
  operationId: "updatePolicy",
  summary: "Change a rotation policy: what is left out stays, null takes a rule away",
  tag,
  scope: "policies:update",
  body: updatePolicySchema,
  bodyExample: { finishAfterQuietHours: 24 },
  answer: { status: 200, schema: policySchema, description: "The changed policy" },
  problems: ["not_found", "precondition_failed", "idempotency_conflict"],
  versioned: true,
  handle: (ctx, { id, body, ifVersion }) => updatePolicy(ctx, id, body, ifVersion),
});

export const deletePolicyEndpoint = endpoint({
  method: "DELETE",
  path: "/policies/{id}",
  id: policySchema.shape.id,
  operationId: "deletePolicy",
  summary: "Take an API's policy away: nothing happens by itself any more",
  tag,
  scope: "policies:update",
  answer: deleted(EXAMPLE_ID.policy),
  problems: ["not_found", "idempotency_conflict"],
  handle: (ctx, { id }) => deletePolicy(ctx, id),
});
