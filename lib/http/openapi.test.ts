import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fieldErrors } from "../platform/errors/parse";
import { verifyAnswerSchema, verifyRequestSchema } from "../verify/schemas";
import { verifyBatchAnswerSchema, verifyBatchSchema } from "./data-plane/verify-batch";
import { ENDPOINTS } from "./endpoints";
import { openApiDocument, TAGS } from "./openapi";
import type { Json } from "./openapi-fields";

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
  components: { schemas: { Problem: Json }; examples: Record<string, { value: Json }> };
};
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

/** Each field of a schema, by its path, that does not say what it is. */
function undescribed(schema: unknown, path: string): string[] {
  if (schema === null || typeof schema !== "object") return [];
  const { properties, items, anyOf, oneOf } = schema as Record<string, Record<string, Json>>;
  const own = Object.entries(properties ?? {}).flatMap(([name, property]) => [
    ...(property["description"] ? [] : [`${path}.${name}`]),
    ...undescribed(property, `${path}.${name}`),
  ]);
  const inner = [items, ...Object.values(anyOf ?? {}), ...Object.values(oneOf ?? {})];
  return [...own, ...inner.flatMap((each) => undescribed(each, path))];
}

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

  test("says what each field and parameter is", () => {
    const missing = operations.flatMap((each) => [
      ...each.parameters
        .filter((parameter) => !parameter.$ref && !parameter.description)
        .map((parameter) => `${each.operationId}?${parameter.name}`),
      ...undescribed(each.requestBody?.content["application/json"]?.schema, `${each.operationId} body`),
      ...Object.entries(each.responses).flatMap(([status, { content }]) =>
        undescribed(content?.["application/json"]?.schema, `${each.operationId} ${status}`),
      ),
    ]);
    expect(missing, "describe these in lib/docs/fields.ts, or with .describe() in their schema").toEqual([]);
    expect(undescribed(document.components.schemas.Problem, "Problem")).toEqual([]);
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
