import type { z } from "zod";
import { exampleProblem } from "../docs/example-problem";
import { PROBLEMS, type ProblemCode } from "../platform/errors/problem";
import { problemSchema } from "../platform/errors/problem-schema";
import { DATA_PLANE } from "./data-plane";
import { isForGateways } from "./data-plane/operation";
import type { Documented } from "./endpoint";
import { ENDPOINTS } from "./endpoints";
import { dereferenced, exampleOf, type Json, schemaCollection } from "./openapi-schemas";

type Schemas = ReturnType<typeof schemaCollection>;

/** They take no Idempotency-Key: every call counts. */
const DATA_OPERATIONS: Documented[] = DATA_PLANE.flatMap((operation) =>
  isForGateways(operation) ? [] : [operation],
);

/** What any operation may answer besides its own. */
const COMMON: ProblemCode[] = [
  "unauthenticated",
  "rate_limited",
  "workspace_share_exceeded",
  "internal",
  "unavailable",
];

function problemsOf(endpoint: Documented): Json {
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

function parametersOf(endpoint: Documented, { schemaOf }: Schemas): Json[] {
  const parameters: Json[] = [];
  if (endpoint.id) {
    const { description, ...schema } = schemaOf(endpoint.id, "output");
    parameters.push({ name: "id", in: "path", required: true, description, schema });
  }
  if (endpoint.query) {
    const { properties = {}, required = [] } = schemaOf(endpoint.query, "input") as {
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
  if (endpoint.method !== "GET" && !DATA_OPERATIONS.includes(endpoint))
    parameters.push({ $ref: "#/components/parameters/IdempotencyKey" });
  return parameters;
}

function operationOf(endpoint: Documented, schemas: Schemas): Json {
  const { status, schema, description, example } = endpoint.answer;
  const answer = schemas.schemaOf(schema, "output");
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(endpoint.scope ? { description: `Needs the permission \`${endpoint.scope}\`.` } : {}),
    parameters: parametersOf(endpoint, schemas),
    ...(endpoint.body ? { requestBody: bodyOf(endpoint, endpoint.body, schemas) } : {}),
    responses: {
      [status]: {
        description,
        content: { "application/json": { schema: answer, example: example ?? exampleIn(answer, schemas) } },
      },
      ...problemsOf(endpoint),
    },
  };
}

const exampleIn = (schema: Json, { named }: Schemas) =>
  exampleOf(dereferenced(schema, { components: { schemas: named } }) as Json);

function bodyOf({ bodyExample: example }: Documented, body: z.ZodType, { schemaOf }: Schemas): Json {
  const schema = schemaOf(body, "input");
  return { required: !body.safeParse({}).success, content: { "application/json": { schema, example } } };
}

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
  Policies: "Automatic actions on keys.",
  APIs: "What is protected; keys are issued for one, which carries their defaults.",
  Usage: "Verifications over time.",
  "Root keys": "Credentials for this API.",
  Audit: "Who changed what.",
};

/** The OpenAPI 3.1 document, from the very schemas that validate. */
export function openApiDocument(appUrl: string): Json {
  const schemas = schemaCollection();
  schemas.schemaOf(problemSchema, "output");
  const paths: Record<string, Json> = {};
  for (const endpoint of [...DATA_OPERATIONS, ...ENDPOINTS]) {
    const path = `/api/v1${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, schemas) };
  }
  for (const operation of DATA_PLANE)
    if (isForGateways(operation)) paths[`/api/v1${operation.path}`] = operation.pathItem;
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
      schemas: Object.fromEntries(Object.entries(schemas.named).sort(([a], [b]) => a.localeCompare(b, "en"))),
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
