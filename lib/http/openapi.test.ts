import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fieldErrors } from "../platform/errors/parse";
import { verifyAnswerSchema, verifyRequestSchema } from "../verify/schemas";
import { verifyBatchAnswerSchema, verifyBatchSchema } from "./data-plane/verify-batch";
import { ENDPOINTS } from "./endpoints";
import { openApiDocument, TAGS } from "./openapi";
import type { Json } from "./openapi-schemas";

type Media = { schema: Json; example?: unknown; examples?: Record<string, { $ref: string }> };
type Operation = {
  operationId: string;
  tags: string[];
  parameters: { name: string; in: string; description?: string; $ref?: string }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
};

const document = openApiDocument("https://keys.example.com") as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; examples: Record<string, { value: Json }> };
};
const SCHEMAS = "#/components/schemas/";
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
const of = (operationId: string) => operations.find((each) => each.operationId === operationId);

const VERIFYING = [
  {
    operationId: "verifyKey",
    body: verifyRequestSchema,
    answer: { status: 200, schema: verifyAnswerSchema },
  },
  {
    operationId: "verifyKeys",
    body: verifyBatchSchema,
    answer: { status: 200, schema: verifyBatchAnswerSchema },
  },
];
const parsed = [...VERIFYING, ...ENDPOINTS].map((each) => [each.operationId, each] as const);

/** The schemas directly within a schema, with their places. */
function within({ properties, items, anyOf, oneOf, additionalProperties }: Json): [string, Json][] {
  const inner = [items, additionalProperties, ...Object.values(anyOf ?? {}), ...Object.values(oneOf ?? {})];
  return [
    ...Object.entries((properties ?? {}) as Record<string, Json>).map(([name, schema]): [string, Json] => [
      `.${name}`,
      schema,
    ]),
    ...inner.flatMap((each): [string, Json][] =>
      each !== null && typeof each === "object" ? [["", each as Json]] : [],
    ),
  ];
}

/** A schema and all within it, by their paths; what is only referred to isn't entered. */
function everySchema(schema: Json, path: string): [string, Json][] {
  return [[path, schema], ...within(schema).flatMap(([place, each]) => everySchema(each, `${path}${place}`))];
}

const named = document.components.schemas;
const isNamed = ({ $ref }: Json) => typeof $ref === "string" && $ref.replace(SCHEMAS, "") in named;
const describes = (schema: Json) =>
  Boolean(schema["description"] ?? named[String(schema["$ref"]).replace(SCHEMAS, "")]?.["description"]);

describe("the OpenAPI document", () => {
  // Some examples have an expiry, which must lie in the future.
  beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-24T12:00:00Z") }));
  afterAll(() => void vi.useRealTimers());

  test("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, "3.1"]);
  });

  test("has each operation once, under an area that says what it is", () => {
    const ids = operations.map((each) => each.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      operations.filter((each) => !each.tags.every((tag) => tag in TAGS)).map((each) => each.tags),
      "an area without a line in TAGS (lib/http/openapi.ts)",
    ).toEqual([]);
  });

  test("has a parameter for each {id} of a path", () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const { operationId, parameters } of Object.values(methods)) {
        const names = parameters.filter((each) => each.in === "path").map((each) => each.name);
        expect(names, operationId).toEqual(path.includes("{id}") ? ["id"] : []);
      }
  });

  test("describes each parameter, each named schema and each of its fields", () => {
    const parameters = operations.flatMap((each) =>
      each.parameters
        .filter((parameter) => !parameter.$ref && !parameter.description)
        .map((parameter) => `${each.operationId}?${parameter.name}`),
    );
    const schemas = Object.entries(named).flatMap(([name, schema]) => [
      ...(schema["description"] ? [] : [name]),
      ...everySchema(schema, name).flatMap(([path, each]) =>
        within(each)
          .filter(([place, field]) => place !== "" && !describes(field))
          .map(([place]) => `${path}${place}`),
      ),
    ]);
    expect([...parameters, ...schemas], "describe these with .describe() or .meta() in their schema").toEqual(
      [],
    );
  });

  test("names the schema of each body and answer, and each object within one", () => {
    const tops = operations.flatMap((each) => [
      ...Object.values(each.requestBody?.content ?? {}).map(
        (media) => [each.operationId, media.schema] as const,
      ),
      ...Object.entries(each.responses).flatMap(([status, { content }]) =>
        Object.values(content ?? {}).map((media) => [`${each.operationId} ${status}`, media.schema] as const),
      ),
    ]);
    const anonymous = Object.entries(named).flatMap(([name, schema]) =>
      everySchema(schema, name)
        .slice(1)
        .filter(([, each]) => "properties" in each)
        .map(([path]) => path),
    );
    expect(tops.filter(([, schema]) => !isNamed(schema)).map(([place]) => place)).toEqual([]);
    expect(anonymous, "give these an id with .meta()").toEqual([]);
    expect(tops.length).toBeGreaterThan(60);
  });

  test("names schemas as types, and each one for something", () => {
    const names = Object.keys(named);
    expect(names.filter((name) => !/^([A-Z][a-z]+)+$/.test(name))).toEqual([]);
    const text = JSON.stringify(document);
    expect(names.filter((name) => !text.includes(`"$ref":"${SCHEMAS}${name}"`))).toEqual([]);
  });

  test.each(parsed)("%s: its examples are what its own schemas take and give", (operationId, endpoint) => {
    const operation = of(operationId);
    const body = operation?.requestBody?.content["application/json"]?.example;
    expect(body !== undefined).toBe(Boolean(endpoint.body));
    if (endpoint.body) {
      const read = endpoint.body.safeParse(body);
      expect(read.error ? fieldErrors(read.error) : [], "give it a bodyExample that can be sent").toEqual([]);
    }
    const answer = operation?.responses[String(endpoint.answer.status)]?.content?.["application/json"];
    const read = endpoint.answer.schema.safeParse(answer?.example);
    expect(read.error ? fieldErrors(read.error) : [], "give it an answer.example of its schema").toEqual([]);
    // Not one field less than the schema has.
    expect(JSON.stringify(answer?.example)).not.toContain('"text"');
  });

  test("each problem that an operation may answer has an example with its code", () => {
    for (const operation of operations)
      for (const [status, response] of Object.entries(operation.responses)) {
        const media = response.content?.["application/problem+json"];
        if (!media) continue;
        const examples = Object.entries(media.examples ?? {});
        expect(examples.length).toBeGreaterThan(0);
        for (const [code, { $ref }] of examples)
          expect(
            document.components.examples[$ref.replace("#/components/examples/", "")]?.value,
          ).toMatchObject({
            code,
            status: Number(status),
            type: `https://keys.example.com/docs/errors/${code}`,
          });
      }
  });
});
