import { z } from "zod";
import { PROBLEMS, type ProblemCode } from "../errors/problem";
import { takeLimitAnswerSchema, takeLimitSchema } from "../ratelimit/schemas";
import { verifyAnswerSchema, verifyRequestSchema } from "../verify/schemas";
import type { Endpoint } from "./endpoint";
import { ENDPOINTS } from "./endpoints";
import { forwardAuthPath } from "./openapi-forward-auth";
import { verifyBatchAnswerSchema, verifyBatchSchema } from "./verify-batch";

type Json = Record<string, unknown>;

/** What a schema takes (`input`) or gives (`output`), as JSON Schema 2020-12, which OpenAPI 3.1 is written in. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return json;
}

const VERIFY: Omit<Endpoint, "handle"> = {
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
};

const VERIFY_BATCH: Omit<Endpoint, "handle"> = {
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
};

const TAKE_LIMIT: Omit<Endpoint, "handle"> = {
  method: "POST",
  path: "/ratelimit",
  operationId: "takeLimit",
  summary:
    "Take from a limit that needs no key: of an identifier in a namespace. 200 whether it was allowed or not.",
  tag: "Rate limits",
  scope: "ratelimits:take",
  body: takeLimitSchema,
  bodyExample: { namespace: "email.send", identifier: "customer_42", limit: 100, windowMs: 60_000, cost: 1 },
  answer: {
    status: 200,
    schema: takeLimitAnswerSchema,
    description: "Whether it was allowed, and what is left",
  },
  problems: [],
};

/** Mounted by themselves, before the others; see server/. */
const OWN_MOUNTS = [VERIFY, VERIFY_BATCH, TAKE_LIMIT];
const NOT_REPEATED = new Set(OWN_MOUNTS.map((endpoint) => endpoint.operationId));

/** What any operation may answer besides its own. */
const COMMON: ProblemCode[] = ["unauthenticated", "rate_limited", "internal", "unavailable"];

function problemsOf(endpoint: Omit<Endpoint, "handle">): Json {
  const codes: ProblemCode[] = [...COMMON, ...endpoint.problems];
  if (endpoint.scope) codes.push("forbidden");
  if (endpoint.body || endpoint.query) codes.push("invalid_request");
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes)
    byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, of]) => [
        status,
        { description: of.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "), content },
      ]),
  );
}

function parametersOf(endpoint: Omit<Endpoint, "handle">): Json[] {
  const parameters: Json[] = [];
  if (endpoint.path.includes("{id}"))
    parameters.push({ name: "id", in: "path", required: true, schema: { type: "string" } });
  if (endpoint.query) {
    const { properties = {}, required = [] } = schemaOf(endpoint.query, "input") as {
      properties?: Json;
      required?: string[];
    };
    for (const [name, schema] of Object.entries(properties))
      parameters.push({ name, in: "query", required: required.includes(name), schema });
  }
  if (endpoint.versioned && endpoint.method !== "GET")
    parameters.push({ $ref: "#/components/parameters/IfMatch" });
  if (endpoint.method !== "GET" && !NOT_REPEATED.has(endpoint.operationId))
    parameters.push({ $ref: "#/components/parameters/IdempotencyKey" });
  return parameters;
}

function operationOf(endpoint: Omit<Endpoint, "handle">): Json {
  const { status, schema, description } = endpoint.answer;
  const body = endpoint.body && {
    required: true,
    content: {
      "application/json": {
        schema: schemaOf(endpoint.body, "input"),
        ...(endpoint.bodyExample ? { example: endpoint.bodyExample } : {}),
      },
    },
  };
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(endpoint.scope ? { description: `Needs the permission \`${endpoint.scope}\`.` } : {}),
    parameters: parametersOf(endpoint),
    ...(body ? { requestBody: body } : {}),
    responses: {
      [status]: { description, content: { "application/json": { schema: schemaOf(schema, "output") } } },
      ...problemsOf(endpoint),
    },
  };
}

const PROBLEM: Json = {
  type: "object",
  description: "RFC 9457. `type` is a page that says what to do.",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(PROBLEMS) },
    requestId: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["field", "message"],
        properties: { field: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

/** The OpenAPI 3.1 document, from the very schemas that validate. */
export function openApiDocument(appUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of [...OWN_MOUNTS, ...ENDPOINTS]) {
    const path = `/api/v1${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  paths["/api/v1/forward-auth"] = forwardAuthPath();
  return {
    openapi: "3.1.0",
    info: { title: "Latchkey", version: "1", description: "API keys: create, rotate, verify, limit, meter." },
    servers: [{ url: appUrl }],
    security: [{ rootKey: [] }],
    paths,
    components: {
      securitySchemes: {
        rootKey: { type: "http", scheme: "bearer", description: "A root key: lk_root_…" },
        gatewayKey: {
          type: "apiKey",
          in: "header",
          name: "X-Latchkey-Key",
          description: "A root key, set by the gateway",
        },
      },
      schemas: { Problem: PROBLEM },
      parameters: {
        IfMatch: {
          name: "If-Match",
          in: "header",
          required: false,
          description:
            "The ETag that was read: the change is refused with 412 if there was another one meanwhile.",
          schema: { type: "string" },
        },
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          description:
            "The same key and request answer the same for a day; another request with it is a 409.",
          schema: { type: "string", minLength: 1, maxLength: 255 },
        },
      },
    },
  };
}
