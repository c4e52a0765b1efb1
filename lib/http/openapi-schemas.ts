import { z } from "zod";

export type Json = { [name: string]: unknown };

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What a schema takes, or what it gives. */
type Side = "input" | "output";

/**
 * Makes JSON Schema 2020-12, which OpenAPI 3.1 is written in, of our schemas. Those with an `id` are collected in `named`,
 * the document's `components.schemas`, and referred to.
 */
export function schemaCollection() {
  const named: Record<string, Json> = {};

  function collect(id: string, schema: Json): void {
    const known = named[id];
    // A field with a default may be left out of a request, but not out of an answer.
    if (known && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`The schema ${id} isn't the same everywhere: give one of them another id.`);
    named[id] = schema;
  }

  function schemaOf(schema: z.ZodType, io: Side): Json {
    const json = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
    const { $schema: _, $defs, ...own } = JSON.parse(json.replaceAll('"#/$defs/', '"#/components/schemas/'));
    for (const [id, each] of Object.entries($defs ?? {})) collect(id, each as Json);
    return own;
  }
  return { named, schemaOf };
}

/** The value with everything it refers to in the document in the place of each `$ref`. */
export function dereferenced(value: unknown, document: unknown): unknown {
  const targets = new Map<string, unknown>();
  function target($ref: string): Json {
    if (!targets.has($ref)) targets.set($ref, whole(targetOf($ref, document)));
    return targets.get($ref) as Json;
  }
  function whole(part: unknown): unknown {
    if (Array.isArray(part)) return part.map(whole);
    if (!isObject(part)) return part;
    const { $ref, ...rest } = part;
    const own = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, whole(each)]));
    return typeof $ref === "string" ? { ...target($ref), ...own } : own;
  }
  return whole(value);
}

function targetOf($ref: string, document: unknown): Json {
  const target = $ref
    .slice("#/".length)
    .split("/")
    .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), document);
  if (!isObject(target)) throw new Error(`${$ref} is not in the document.`);
  return target;
}

const alternatives = (schema: Json): Json[] =>
  [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((of) => (Array.isArray(of) ? of : []));

/** A value of a schema without references, as a reader may meet it. */
export function exampleOf(schema: Json): unknown {
  const [given] = Array.isArray(schema["examples"]) ? schema["examples"] : [];
  if (given !== undefined) return given;
  if ("const" in schema) return schema["const"];
  if ("default" in schema) return schema["default"];
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  const [first] = alternatives(schema).filter((each) => each["type"] !== "null");
  if (first) return exampleOf(first);
  if (isObject(schema["properties"])) {
    const fields = Object.entries(schema["properties"]);
    return Object.fromEntries(
      fields.flatMap(([name, field]) => (isObject(field) ? [[name, exampleOf(field)]] : [])),
    );
  }
  const types = [schema["type"]].flat();
  if (types.includes("array")) return isObject(schema["items"]) ? [exampleOf(schema["items"])] : [];
  if (types.includes("object")) return {};
  if (types.includes("string")) return schema["format"] === "date-time" ? "2026-11-24T14:32:41.000Z" : "text";
  if (types.includes("boolean")) return true;
  return Math.max(1, Number(schema["minimum"] ?? 1));
}
