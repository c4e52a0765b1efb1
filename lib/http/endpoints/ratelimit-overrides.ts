import { EXAMPLE_ID } from "../../platform/fields";
import { listOverrides } from "../../ratelimit/list-overrides";
import { listOverridesSchema, overrideSchema, setOverrideSchema } from "../../ratelimit/schemas";
import { deleteOverride, setOverride } from "../../ratelimit/set-override";
import { endpoint } from "../endpoint";
import { deleted, listOf } from "./list";

const tag = "Rate limits";

export const listOverridesEndpoint = endpoint({
  method: "GET",
  path: "/ratelimit-overrides",
  operationId: "listLimitOverrides",
  summary: "List the overrides of the keyless limits, newest first",
  tag,
  scope: "ratelimits:read",
  query: listOverridesSchema,
  answer: {
    status: 200,
    schema: listOf("LimitOverrideList", overrideSchema),
    description: "A page of overrides",
  },
  problems: [],
  handle: (ctx, { query }) => listOverrides(ctx, query),
});

export const setOverrideEndpoint = endpoint({
  method: "POST",
  path: "/ratelimit-overrides",
  operationId: "setLimitOverride",
  summary: "Give an identifier of a namespace its own limit, or change it",
  tag,
  scope: "ratelimits:update",
  body: setOverrideSchema,
  bodyExample: {
    namespace: "email.send",
    identifier: "customer_42",
    limit: 1_000,
    windowMs: 60_000,
    algorithm: "token_bucket",
    burst: 2_000,
  },
  answer: { status: 200, schema: overrideSchema, description: "The override" },
  problems: ["idempotency_conflict"],
  handle: (ctx, { body }) => setOverride(ctx, body),
});

export const deleteOverrideEndpoint = endpoint({
  method: "DELETE",
  path: "/ratelimit-overrides/{id}",
  id: overrideSchema.shape.id,
  operationId: "deleteLimitOverride",
  summary: "Take an override away: what a request brings holds again",
  tag,
  scope: "ratelimits:update",
  answer: deleted(EXAMPLE_ID.override),
  problems: ["not_found", "idempotency_conflict"],
  handle: (ctx, { id }) => deleteOverride(ctx, id),
});
