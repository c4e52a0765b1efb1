import { describe, expect, test } from "vitest";
import { breakingChanges, contractOf } from "./compatibility";
import { openApiDocument } from "./openapi";
import type { Json } from "./openapi-schemas";

type Schema = Record<string, unknown>;

const object = (properties: Schema, required: string[] = []): Schema => ({
  type: "object",
  properties,
  required,
});
const json = (schema: Schema) => ({ content: { "application/json": { schema } } });

const REQUEST = object(
  {
    name: { type: "string", maxLength: 100 },
    kind: { type: "string", enum: ["a", "b"] },
    count: { anyOf: [{ type: "integer" }, { type: "null" }] },
    tags: { type: "array", items: object({ id: { type: "string" } }, ["id"]) },
  },
  ["name"],
);
const ANSWER = object(
  { id: { type: "string" }, code: { type: "string", enum: ["VALID", "EXPIRED"] }, note: { type: "string" } },
  ["id", "code"],
);
const PROBLEM = object({ code: { type: "string", enum: ["forbidden"] } }, ["code"]);
const LIMIT = { name: "limit", in: "query", required: false, schema: { type: "integer", maximum: 100 } };

type Parts = { body?: Schema; answer?: Schema; problem?: Schema; parameters?: Schema[]; statuses?: Schema };

/** A document with one operation. */
function documentOf({ body = REQUEST, answer = ANSWER, problem = PROBLEM, ...more }: Parts = {}): Json {
  const refusal = { content: { "application/problem+json": { schema: { $ref: "#/components/schemas/P" } } } };
  const operation = {
    parameters: more.parameters ?? [LIMIT],
    requestBody: { required: true, ...json(body) },
    responses: { 200: { ...json(answer), headers: { ETag: {} } }, 403: refusal, ...more.statuses },
  };
  return { paths: { "/things": { post: operation } }, components: { schemas: { P: problem } } };
}

const withField = (schema: Schema, name: string, field: Schema | undefined, required?: string[]): Schema => {
  const { [name]: _, ...rest } = schema["properties"] as Schema;
  return object(field ? { ...rest, [name]: field } : rest, required ?? (schema["required"] as string[]));
};
const changed = (parts: Parts) => breakingChanges(documentOf(), documentOf(parts));

describe("a change that breaks clients", () => {
  const cases: [string, Parts, string][] = [
    ["a removed request field", { body: withField(REQUEST, "kind", undefined) }, "body.kind: removed"],
    [
      "a newly required request field",
      { body: withField(REQUEST, "kind", { type: "string", enum: ["a", "b"] }, ["name", "kind"]) },
      "body.kind: newly required",
    ],
    [
      "a new request field that is required",
      { body: withField(REQUEST, "extra", { type: "string" }, ["name", "extra"]) },
      "body.extra: newly required",
    ],
    [
      "a request value that is no longer taken",
      { body: withField(REQUEST, "kind", { type: "string", enum: ["a", "c"] }) },
      "body.kind: no longer takes b",
    ],
    [
      "a request field that takes only listed values now",
      { body: withField(REQUEST, "name", { type: "string", enum: ["a"], maxLength: 100 }) },
      "body.name: takes only listed values now",
    ],
    [
      "a lower maximum in a request",
      { body: withField(REQUEST, "name", { type: "string", maxLength: 50 }) },
      "body.name: maxLength is 50, was 100",
    ],
    [
      "a request field that can't be null any more",
      { body: withField(REQUEST, "count", { type: "integer" }) },
      "body.count: a form is no longer taken (null)",
    ],
    [
      "a newly required field within a list",
      {
        body: withField(REQUEST, "tags", {
          type: "array",
          items: object({ id: { type: "string" }, by: { type: "string" } }, ["id", "by"]),
        }),
      },
      "body.tags[].by: newly required",
    ],
    ["a removed answer field", { answer: withField(ANSWER, "note", undefined) }, " 200.note: removed"],
    [
      "an answer field that may be missing",
      { answer: withField(ANSWER, "id", { type: "string" }, ["code"]) },
      " 200.id: may be left out of the answer",
    ],
    [
      "an answer field of another type",
      { answer: withField(ANSWER, "id", { type: "integer" }) },
      " 200.id: the type is no longer string",
    ],
    [
      "an answer field that may be null now",
      { answer: withField(ANSWER, "note", { type: ["string", "null"] }) },
      " 200.note: the type is no longer string",
    ],
    [
      "a new verification code",
      { answer: withField(ANSWER, "code", { type: "string", enum: ["VALID", "EXPIRED", "MISSING"] }) },
      " 200.code: may be MISSING, which no client knows",
    ],
    ["a removed parameter", { parameters: [] }, " query limit: removed"],
    [
      "a newly required parameter",
      { parameters: [LIMIT, { name: "apiId", in: "query", required: true, schema: {} }] },
      " query apiId: newly required",
    ],
    ["a removed answer header", { statuses: { 200: json(ANSWER) } }, " 200 ETag: removed"],
  ];
  test.each(cases)("%s", (_, parts, line) => expect(changed(parts)).toEqual([expect.stringContaining(line)]));

  test("a removed operation, status or request body", () => {
    expect(breakingChanges(documentOf(), { paths: {} })).toEqual(["POST /things: removed"]);
    const last = documentOf({ statuses: { 204: {} } });
    expect(breakingChanges(last, documentOf())).toEqual(["POST /things 204: removed"]);
    const now = structuredClone(documentOf()) as { paths: Record<string, Record<string, Json>> };
    delete now.paths["/things"]?.["post"]?.["requestBody"];
    expect(breakingChanges(documentOf(), now)).toEqual(["POST /things body: removed"]);
  });
});

describe("a change that clients don't notice", () => {
  const cases: [string, Parts][] = [
    ["nothing", {}],
    ["a new optional request field", { body: withField(REQUEST, "extra", { type: "string" }) }],
    [
      "another request value",
      { body: withField(REQUEST, "kind", { type: "string", enum: ["a", "b", "c"] }) },
    ],
    ["a request field with any value now", { body: withField(REQUEST, "kind", { type: "string" }) }],
    ["a request field that became optional", { body: withField(REQUEST, "name", { type: "string" }, []) }],
    ["a new answer field", { answer: withField(ANSWER, "extra", { type: "string" }) }],
    [
      "an answer field that is always there now",
      { answer: withField(ANSWER, "note", { type: "string" }, ["id", "code", "note"]) },
    ],
    [
      "a new problem code",
      { problem: object({ code: { type: "string", enum: ["forbidden", "late"] } }, ["code"]) },
    ],
    ["a new status", { statuses: { 409: {} } }],
    ["an optional parameter", { parameters: [LIMIT, { name: "q", in: "query", schema: {} }] }],
  ];
  test.each(cases)("%s", (_, parts) => expect(changed(parts)).toEqual([]));
});

describe("a schema with a name", () => {
  const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
  const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
  const list = (items: Schema): Schema => ({ type: "array", items });
  const TAG = object({ id: { type: "string" }, by: { type: "string" } }, ["id", "by"]);

  /** The same tags in each place of the request and the answer. */
  const places = (tag: Schema): Parts => ({
    body: object({ tag: orNull(tag), tags: list(tag) }),
    answer: object({ tag: orNull(tag), tags: list(tag) }, ["tag", "tags"]),
  });
  const inline = (tag: Schema) => documentOf(places(tag));
  function named(tag: Schema): Json {
    const { body = {}, answer = {} } = places(ref("Tag"));
    const document = documentOf({ body: ref("Request"), answer: ref("Answer") });
    return { ...document, components: { schemas: { P: PROBLEM, Request: body, Answer: answer, Tag: tag } } };
  }

  test("is the same as its contents in that place", () => {
    expect(breakingChanges(inline(TAG), named(TAG))).toEqual([]);
    expect(breakingChanges(named(TAG), inline(TAG))).toEqual([]);
  });

  test("breaks clients in each place that refers to it", () => {
    const now = object({ id: { type: "string" }, note: { type: "string" } }, ["id", "note"]);
    for (const last of [inline(TAG), named(TAG)]) {
      const found = breakingChanges(last, named(now));
      expect(found).toEqual(breakingChanges(last, inline(now)));
      expect(found).toContainEqual(expect.stringContaining("body.tags[].note: newly required"));
      expect(found).toContainEqual(expect.stringContaining("200.tags[].by: removed"));
      expect(found).toContainEqual(expect.stringContaining("body.tag: a form is no longer taken"));
      expect(found).toContainEqual(expect.stringContaining("200.tag: a new form"));
    }
  });
});

test("the contract of the API's document has no texts or examples, and every field", () => {
  const document = openApiDocument("http://localhost");
  const contract = contractOf(document) as Json;
  expect(JSON.stringify(contract)).not.toMatch(/"(example|examples|summary)":/);
  expect(breakingChanges(document, contract)).toEqual([]);
  expect(breakingChanges(contract, document)).toEqual([]);
});
