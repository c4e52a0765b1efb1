import { readBearer } from "../../credentials/root-key/authenticate";
import { takeLimitAnswerSchema, takeLimitSchema } from "../../ratelimit/schemas";
import { verifyAnswerSchema, verifyRequestSchema } from "../../verify/schemas";
import { answerVerify } from "../verify-endpoint";
import { answerForwardAuth } from "./forward-auth";
import { forwardAuthPath } from "./openapi-forward-auth";
import { type DataOperation, type GatewayOperation, isForGateways } from "./operation";
import { answerRatelimit } from "./ratelimit";
import { answerVerifyBatch, verifyBatchAnswerSchema, verifyBatchSchema } from "./verify-batch";

/**
 * The Node server, Next's route and the OpenAPI document are made from this table, with one exception: `server/hot.ts`
 * and the lanes call `answerVerify` directly, because it is the hot path.
 */
export const DATA_PLANE: DataOperation[] = [
  {
    method: "POST",
    path: "/keys/verify",
    operationId: "verifyKey",
    summary: "Decide about a presented key. 200 for every outcome: look at valid and code.",
    tag: "Verification",
    scope: "keys:verify",
    body: verifyRequestSchema,
    bodyExample: {
      key: "sk_live_…",
      permissions: "orders:read AND (orders:write OR admin:*)",
      ip: "203.0.113.9",
      tags: ["path=/orders"],
    },
    answer: { status: 200, schema: verifyAnswerSchema, description: "The decision" },
    problems: [],
    handle: (rt, { header, address, body }, requestId) =>
      answerVerify(rt, readBearer(header("authorization")), address, body, requestId),
  },
  {
    method: "POST",
    path: "/keys/verify-batch",
    operationId: "verifyKeys",
    summary: "Decide about up to 100 presented keys at once: an outcome for each, in their order.",
    tag: "Verification",
    scope: "keys:verify",
    body: verifyBatchSchema,
    bodyExample: { requests: [{ key: "sk_live_…" }, { key: "sk_live_…", permissions: "orders:read" }] },
    answer: {
      status: 200,
      schema: verifyBatchAnswerSchema,
      description:
        "A decision for each request, or in its place the problem why there is none. The root key's own limits count each.",
    },
    problems: [],
    handle: answerVerifyBatch,
  },
  {
    method: "POST",
    path: "/ratelimit",
    operationId: "takeLimit",
    summary:
      "Take from a limit that needs no key: of an identifier in a namespace. 200 whether it was allowed or not.",
    tag: "Rate limits",
    scope: "ratelimits:take",
    body: takeLimitSchema,
    bodyExample: {
      namespace: "email.send",
      identifier: "customer_42",
      limit: 100,
      windowMs: 60_000,
      cost: 1,
    },
    answer: {
      status: 200,
      schema: takeLimitAnswerSchema,
      description: "Whether it was allowed, and what is left",
    },
    problems: [],
    handle: answerRatelimit,
  },
  { path: "/forward-auth", pathItem: forwardAuthPath(), handle: answerForwardAuth },
];

const GATEWAYS = DATA_PLANE.filter(isForGateways).map((operation) => ({
  operation,
  path: `/api/v1${operation.path}`,
}));

/** The gateway operation of a target: its own path or a longer one, with or without a query. */
export const gatewayAt = (target: string): GatewayOperation | undefined =>
  GATEWAYS.find(({ path }) => target.startsWith(path) && /^([/?]|$)/.test(target.slice(path.length)))
    ?.operation;
