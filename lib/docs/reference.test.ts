import { expect, test } from "vitest";
import { readOperations } from "./reference";
import { fieldsOf, type SchemaField } from "./schema-fields";

const operations = readOperations("https://keys.example.com");

const schemasOf = ({ body, answers }: (typeof operations)[number]) => [
  ...(body ? [body.schema] : []),
  ...answers.flatMap(({ content }) => (content ? [content.schema] : [])),
];
const everyField = (fields: readonly SchemaField[]): SchemaField[] =>
  fields.flatMap((field) => [field, ...everyField(field.fields)]);

test("the reference has nothing left that is only referred to", () => {
  expect(JSON.stringify(operations)).not.toContain("$ref");
});

test("the reference describes each field of each body and answer, nested ones too", () => {
  const fields = operations.flatMap(schemasOf).flatMap((schema) => everyField(fieldsOf(schema)));
  expect(
    fields.filter((field) => field.description === "" || field.type === "any").map(({ name }) => name),
  ).toEqual([]);
  expect(fields.length).toBeGreaterThan(5_000);
});

test("the reference shows a key's nested fields with their types and bounds", () => {
  const createKey = operations.find((each) => each.id === "createKey");
  const [body, answer] = schemasOf(createKey as (typeof operations)[number]).map(fieldsOf);
  const at = (fields: readonly SchemaField[] = [], ...path: string[]): SchemaField | undefined => {
    const [name, ...rest] = path;
    const field = fields.find((each) => each.name === name);
    return rest.length > 0 ? at(field?.fields, ...rest) : field;
  };
  expect(at(body, "environment")).toMatchObject({
    type: '"live" | "test"',
    required: false,
    bounds: ['default `"live"`'],
  });
  expect(at(body, "credits", "refill", "day")).toMatchObject({
    type: "integer",
    bounds: ["at least 1", "at most 31"],
  });
  expect(at(answer, "key", "secrets")).toMatchObject({ type: "object[]", required: true });
  expect(at(answer, "key", "secrets", "retiresAt")).toMatchObject({ type: "date-time | null" });
});
