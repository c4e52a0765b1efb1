import type { Json } from "../http/openapi-schemas";

/** One line of a schema's table; `fields` are those of the object, or of the list's entries. */
export type SchemaField = {
  name: string;
  type: string;
  required: boolean;
  description: string;
  /** “at least 1”, “default `live`”. */
  bounds: string[];
  fields: SchemaField[];
};

const schemas = (value: unknown): Json[] => (Array.isArray(value) ? value : []);
const isNull = (schema: Json) => schema["type"] === "null";
const alternatives = (schema: Json) => [...schemas(schema["anyOf"]), ...schemas(schema["oneOf"])];

/** `string`, `"live" | "test"`, `object[]`, `date-time | null`. */
export function typeOf(schema: Json): string {
  const of = alternatives(schema);
  if (of.length > 0) return [...new Set(of.map(typeOf))].join(" | ");
  if (Array.isArray(schema["enum"])) return schema["enum"].map((each) => JSON.stringify(each)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema["const"]);
  const type = schema["type"];
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...schema, type: each })).join(" | ");
  if (type === "array") {
    const inner = typeOf((schema["items"] ?? {}) as Json);
    return inner.includes("|") ? `(${inner})[]` : `${inner}[]`;
  }
  if (type === "string" && typeof schema["format"] === "string") return schema["format"];
  return typeof type === "string" ? type : "any";
}

const count = new Intl.NumberFormat("en-US");
const UNBOUNDED = 9_007_199_254_740_991;

function boundsOf(schema: Json): string[] {
  const [only] = alternatives(schema).filter((each) => !isNull(each));
  const own = { ...only, ...schema };
  const bounds: string[] = [];
  const say = (name: string, text: (value: string) => string) => {
    const value = own[name];
    // “At least 1 character” is said by being there at all.
    if (value === 1 && name.startsWith("min") && name !== "minimum") return;
    if (typeof value === "number" && Math.abs(value) < UNBOUNDED) bounds.push(text(count.format(value)));
  };
  say("minimum", (value) => `at least ${value}`);
  say("maximum", (value) => `at most ${value}`);
  say("minLength", (value) => `at least ${value} characters`);
  say("maxLength", (value) => `at most ${value} characters`);
  say("minItems", (value) => `at least ${value} entries`);
  say("maxItems", (value) => `at most ${value} entries`);
  if ("default" in own) bounds.push(`default \`${JSON.stringify(own["default"])}\``);
  return bounds;
}

/** The object whose fields are shown: the schema itself, what its entries are, or its first alternative with fields. */
function objectOf(schema: Json): Json | null {
  if (schema["properties"]) return schema;
  if (schema["items"]) return objectOf(schema["items"] as Json);
  for (const each of alternatives(schema)) {
    const found = objectOf(each);
    if (found) return found;
  }
  return null;
}

export function fieldsOf(schema: Json): SchemaField[] {
  const object = objectOf(schema);
  if (!object) return [];
  const required = Array.isArray(object["required"]) ? object["required"] : [];
  return Object.entries(object["properties"] as Record<string, Json>).map(([name, property]) => ({
    name,
    type: typeOf(property),
    required: required.includes(name),
    description: typeof property["description"] === "string" ? property["description"] : "",
    bounds: boundsOf(property),
    fields: fieldsOf(property),
  }));
}
