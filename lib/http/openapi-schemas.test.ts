import { expect, test } from "vitest";
import { z } from "zod";
import { dereferenced, exampleOf, schemaCollection } from "./openapi-schemas";

test("a schema with an id is collected under it, and referred to", () => {
  const tag = z.object({ name: z.string().default("a") }).meta({ id: "TestTag", description: "A tag." });
  const { schemaOf, named } = schemaCollection();
  expect(schemaOf(z.array(tag), "output")).toEqual({
    type: "array",
    items: { $ref: "#/components/schemas/TestTag" },
  });
  expect(Object.keys(named)).toEqual(["TestTag"]);
  expect(named["TestTag"]).toMatchObject({ type: "object", required: ["name"], description: "A tag." });
});

test("two different schemas can't have the same id, and neither can a request and an answer that differ", () => {
  const { schemaOf } = schemaCollection();
  const tag = z.object({ name: z.string().default("a") }).meta({ id: "TestTag" });
  schemaOf(tag, "output");
  schemaOf(tag, "output");
  expect(() => schemaOf(tag, "input")).toThrow("TestTag");
  expect(() => schemaOf(z.object({}).meta({ id: "TestTag" }), "output")).toThrow("TestTag");
});

test("replaces a reference with its target and keeps the fields next to it", () => {
  const document = {
    components: { schemas: { Tag: { type: "string", description: "A tag.", examples: ["a"] } } },
  };
  const $ref = "#/components/schemas/Tag";
  const schema = {
    properties: { one: { $ref, description: "The first." }, all: { items: { $ref }, type: "array" } },
  };
  const whole = dereferenced(schema, document);
  expect(whole).toEqual({
    properties: {
      one: { type: "string", description: "The first.", examples: ["a"] },
      all: { type: "array", items: { type: "string", description: "A tag.", examples: ["a"] } },
    },
  });
  expect(exampleOf(whole as Record<string, unknown>)).toEqual({ one: "a", all: ["a"] });
  expect(() => dereferenced({ $ref: "#/components/schemas/None" }, document)).toThrow("None");
});
