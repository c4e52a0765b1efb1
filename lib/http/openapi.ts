import { z } from "zod";
import { exampleProblem } from "../docs/example-problem";
import { PROBLEMS, type ProblemCode } from "../errors/problem";
import { takeLimitAnswerSchema, takeLimitSchema } from "../ratelimit/schemas";
import { verifyAnswerSchema, verifyRequestSchema } from "../verify/schemas";
import type { Endpoint } from "./endpoint";
import { ENDPOINTS } from "./endpoints";
import { describeFields, exampleOf, fieldOf, type Json } from "./openapi-fields";
import { forwardAuthPath } from "./openapi-forward-auth";
import { verifyBatchAnswerSchema, verifyBatchSchema } from "./verify-batch";

type Operation = Omit<Endpoint, "handle">;

/** The first part of an operation's path: what its fields are fields of. */
const resourceOf = ({ path }: Operation) => path.split("/")[1] ?? "";

/**
 * What a schema takes (`input`) or gives (`output`), as JSON Schema 2020-12, which OpenAPI 3.1 is written in, with each
 * field's meaning.
 */
function schemaOf(operation: Operation, schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return describeFields(json, resourceOf(operation));
}

const VERIFY: Operation = {
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

const VERIFY_BATCH: Operation = {
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
const COMMON: ProblemCode[] = [
  "unauthenticated",
  "rate_limited",
  "workspace_share_exceeded",
  "internal",
  "unavailable",
];

function problemsOf(endpoint: Operation): Json {
  const codes: ProblemCode[] = [...COMMON, ...endpoint.problems];
  if (endpoint.scope) codes.push("forbidden");
  if (endpoint.body || endpoint.query) codes.push("invalid_request");
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes)
    byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  const schema = { $ref: "#/components/schemas/Problem" };
  const examples = (of: ProblemCode[]) =>
    Object.fromEntries(of.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, of]) => [
        status,
        {
          description: of.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
          content: { "application/problem+json": { schema, examples: examples(of) } },
        },
      ]),
  );
}

function parametersOf(endpoint: Operation): Json[] {
  const parameters: Json[] = [];
  if (endpoint.path.includes("{id}"))
    parameters.push({
      name: "id",
      in: "path",
      required: true,
      description: fieldOf(resourceOf(endpoint), null, "id")?.description,
      schema: { type: "string" },
    });
  if (endpoint.query) {
    const { properties = {}, required = [] } = schemaOf(endpoint, endpoint.query, "input") as {
      properties?: Json;
      required?: string[];
    };
    for (const [name, property] of Object.entries(properties)) {
      const { description, ...schema } = property as Json;
      parameters.push({ name, in: "query", required: required.includes(name), description, schema });
    }
  }
  if (endpoint.versioned && endpoint.method !== "GET")
    parameters.push({ $ref: "#/components/parameters/IfMatch" });
  if (endpoint.method !== "GET" && !NOT_REPEATED.has(endpoint.operationId))
    parameters.push({ $ref: "#/components/parameters/IdempotencyKey" });
  return parameters;
}

function operationOf(endpoint: Operation): Json {
  const { status, schema, description, example } = endpoint.answer;
  const answer = schemaOf(endpoint, schema, "output");
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(endpoint.scope ? { description: `Needs the permission \`${endpoint.scope}\`.` } : {}),
    parameters: parametersOf(endpoint),
    ...(endpoint.body ? { requestBody: bodyOf(endpoint, endpoint.body) } : {}),
    responses: {
      [status]: {
        description,
        content: { "application/json": { schema: answer, example: example ?? exampleOf(answer) } },
      },
      ...problemsOf(endpoint),
    },
  };
}

function bodyOf(endpoint: Operation, body: z.ZodType): Json {
  const schema = schemaOf(endpoint, body, "input");
  const example = endpoint.bodyExample ?? exampleOf(schema, "required");
  return { required: !body.safeParse({}).success, content: { "application/json": { schema, example } } };
}

const PROBLEM: Json = {
  type: "object",
  description: "RFC 9457. `type` is a page that says what to do.",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string", format: "uri", description: "A page that says what to do." },
    title: { type: "string", description: "The code in a few words." },
    status: { type: "integer", description: "The HTTP status." },
    detail: { type: "string", description: "What is the matter with this request." },
    code: { type: "string", enum: Object.keys(PROBLEMS), description: "What a program looks at." },
    requestId: { type: "string", description: "Finds the request in the log." },
    errors: {
      type: "array",
      description: "What is wrong, field by field.",
      items: {
        type: "object",
        required: ["field", "message"],
        properties: {
          field: { type: "string", description: "The field's path in the body or query." },
          message: { type: "string", description: "What would be right." },
        },
      },
    },
  },
};

/** The areas of the API, in the order in which they are read. */
export const TAGS: Record<string, string> = {
  Verification: "Asked on each request that your service serves.",
  Keys: "Credentials of your customers.",
  Rotation: "A second secret for the same key, so that nothing stops.",
  Credits: "A balance that a key, or all keys of a customer, spend from.",
  Identities: "The customers that keys belong to, with what their keys share.",
  Permissions: "What keys may do, `resource:action`.",
  Roles: "Named sets of permissions.",
  "Rate limits": "Limits that hold for keys, identities, or anything you name.",
  Policies: "What happens to keys by itself.",
  APIs: "What is protected; keys are issued for one, which carries their defaults.",
  Usage: "Verifications over time.",
  "Root keys": "Credentials for this API.",
  Audit: "Who changed what.",
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
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
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
      examples: Object.fromEntries(
        (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [
          code,
          { summary: PROBLEMS[code].title, value: exampleProblem(code, appUrl) },
        ]),
      ),
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
