import { FIELDS } from "../docs/fields";

export type Json = { [name: string]: unknown };

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What an object is that stands for a resource under another name than its list's address. */
const RESOURCE_OF: Record<string, string> = { key: "keys", rootKey: "root-keys", secret: "secrets" };

/** The glossary's line for a field of `parent`; `items` and `results` are what the list is of. */
export function fieldOf(resource: string, parent: string | null, name: string) {
  const within =
    parent === null || parent === "items" || parent === "results"
      ? resource
      : (RESOURCE_OF[parent] ?? parent);
  const key = `${within}.${name}`;
  if (Object.hasOwn(FIELDS, key)) return FIELDS[key];
  return Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
}

const alternatives = (schema: Json): Json[] =>
  [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((of) => (Array.isArray(of) ? of : []));

/** Writes each field's description and, where it is a plain value, its example into the schema. What is there stays. */
export function describeFields(schema: Json, resource: string, parent: string | null = null): Json {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property)) continue;
    const known = fieldOf(resource, parent, name);
    property["description"] ??= known?.description;
    if (known?.example !== undefined && accepts(property, known.example))
      property["examples"] ??= [known.example];
    describeFields(property, resource, name);
  }
  if (isObject(schema["items"])) describeFields(schema["items"], resource, parent);
  for (const each of alternatives(schema)) describeFields(each, resource, parent);
  return schema;
}

const TYPES: Record<string, (value: unknown) => boolean> = {
  null: (value) => value === null,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: isObject,
};

/** Whether a value of the glossary can stand here: a name may be a filter in one place and a value in another. */
function accepts(schema: Json, value: unknown): boolean {
  const of = alternatives(schema);
  if (of.length > 0) return of.some((each) => accepts(each, value));
  if (Array.isArray(schema["enum"])) return schema["enum"].includes(value);
  if ("const" in schema) return schema["const"] === value;
  return [schema["type"]].flat().some((type) => typeof type !== "string" || TYPES[type]?.(value));
}

/** A value of the schema, as a reader may meet it: with `required`, only what a request must have. */
export function exampleOf(schema: Json, only?: "required"): unknown {
  const [given] = Array.isArray(schema["examples"]) ? schema["examples"] : [];
  if (given !== undefined) return given;
  if ("const" in schema) return schema["const"];
  if ("default" in schema) return schema["default"];
  if (Array.isArray(schema["enum"])) return schema["enum"][0];
  const [first] = alternatives(schema).filter((each) => each["type"] !== "null");
  if (first) return exampleOf(first, only);
  const types = [schema["type"]].flat();
  if (isObject(schema["properties"])) {
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    const wanted = Object.entries(schema["properties"]).filter(
      ([name]) => only === undefined || required.length === 0 || required.includes(name),
    );
    return Object.fromEntries(
      wanted.flatMap(([name, property]) => (isObject(property) ? [[name, exampleOf(property, only)]] : [])),
    );
  }
  if (types.includes("array")) return isObject(schema["items"]) ? [exampleOf(schema["items"], only)] : [];
  if (types.includes("object")) return {};
  if (types.includes("string")) return schema["format"] === "date-time" ? "2026-11-24T14:32:41.000Z" : "text";
  if (types.includes("boolean")) return true;
  return Math.max(1, Number(schema["minimum"] ?? 1));
}
