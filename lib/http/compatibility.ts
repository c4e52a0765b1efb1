import type { Json } from "./openapi-schemas";

/*
 * Compares two OpenAPI documents of ours. docs/versioning.md says what a change may not take from a client; what is
 * found here is that and nothing else.
 */

type Side = "request" | "answer";
type Documents = { last: Json; now: Json };

const object = (value: unknown): Json => (value && typeof value === "object" ? (value as Json) : {});
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The schema or parameter itself, where a document only refers to it. */
function resolved(document: Json, value: unknown): Json {
  const { $ref, ...own } = object(value);
  if (typeof $ref !== "string") return own;
  const target = $ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, name) => object(at)[name], document);
  return { ...resolved(document, target), ...own };
}

function variantsOf(document: Json, schema: Json): Json[] {
  const variants = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(variants) ? variants.map((each) => resolved(document, each)) : [schema];
}

/** JSON types that a value may have. Absent: any. */
function typesOf({ type, const: constant, enum: values }: Json): string[] | null {
  if (type !== undefined) return Array.isArray(type) ? texts(type) : [String(type)];
  const listed = constant !== undefined ? [constant] : Array.isArray(values) ? values : null;
  return listed && [...new Set(listed.map((value) => (value === null ? "null" : typeof value)))];
}

/** An integer is a number too. */
const covers = (types: string[] | null, type: string) =>
  types === null || types.includes(type) || (type === "integer" && types.includes("number"));

const valuesOf = ({ enum: values, const: constant }: Json): string[] | null =>
  Array.isArray(values) ? values.map(String) : constant === undefined ? null : [String(constant)];

/** The code of a 2xx answer; those of problems may grow. */
const OUTCOME = / 2\d\d\S*\.code$/;

/** Where a larger number lets less through (`true`), and where a smaller one does. */
const BOUNDS: [name: string, isLower: boolean][] = [
  ["minimum", true],
  ["exclusiveMinimum", true],
  ["minLength", true],
  ["minItems", true],
  ["maximum", false],
  ["exclusiveMaximum", false],
  ["maxLength", false],
  ["maxItems", false],
];

/** What a value itself may be. */
function brokenValue(last: Json, now: Json, side: Side, at: string): string[] {
  const [wide, narrow] = side === "request" ? [now, last] : [last, now];
  const found: string[] = [];
  const lost = (typesOf(narrow) ?? []).filter((type) => !covers(typesOf(wide), type));
  if (lost.length > 0 || (typesOf(narrow) === null && typesOf(wide) !== null))
    found.push(`${at}: the type is no longer ${typesOf(last)?.join(" or ") ?? "any"}`);
  const taken = valuesOf(now);
  const missing = (valuesOf(last) ?? []).filter((value) => !taken?.includes(value));
  if (side === "request" && taken && missing.length > 0)
    found.push(`${at}: no longer takes ${missing.join(", ")}`);
  if (side === "request" && taken && !valuesOf(last)) found.push(`${at}: takes only listed values now`);
  // A client has a branch for each outcome of a verification; other lists of an answer may grow.
  const grown = (taken ?? []).filter((value) => valuesOf(last)?.includes(value) === false);
  if (side === "answer" && OUTCOME.test(at) && grown.length > 0)
    found.push(`${at}: may be ${grown.join(", ")}, which no client knows`);
  if (side === "answer") return found;
  for (const [name, isLower] of BOUNDS) {
    const [before, after] = [last[name], now[name]];
    if (typeof after !== "number" || after === before) continue;
    if (typeof before !== "number" || after > before === isLower)
      found.push(`${at}: ${name} is ${after}, was ${before ?? "not there"}`);
  }
  return found;
}

function brokenFields(documents: Documents, last: Json, now: Json, side: Side, at: string): string[] {
  const [before, after] = [object(last["properties"]), object(now["properties"])];
  const [wasRequired, isRequired] = [texts(last["required"]), texts(now["required"])];
  const found: string[] = [];
  for (const [name, schema] of Object.entries(before)) {
    if (!(name in after)) found.push(`${at}.${name}: removed`);
    else found.push(...brokenSchema(documents, schema, after[name], side, `${at}.${name}`));
    if (side === "answer" && name in after && wasRequired.includes(name) && !isRequired.includes(name))
      found.push(`${at}.${name}: may be left out of the answer`);
  }
  if (side === "request")
    for (const name of isRequired)
      if (!wasRequired.includes(name)) found.push(`${at}.${name}: newly required`);
  for (const name of ["items", "additionalProperties"] as const)
    if (typeof last[name] === "object" && typeof now[name] === "object")
      found.push(...brokenSchema(documents, last[name], now[name], side, `${at}[]`));
  return found;
}

function brokenSchema(
  documents: Documents,
  before: unknown,
  after: unknown,
  side: Side,
  at: string,
): string[] {
  const last = resolved(documents.last, before);
  const now = resolved(documents.now, after);
  const [lasts, nows] = [variantsOf(documents.last, last), variantsOf(documents.now, now)];
  const one = (from: Json, to: Json) => [
    ...brokenValue(from, to, side, at),
    ...brokenFields(documents, from, to, side, at),
  ];
  if (lasts.length === 1 && nows.length === 1) return one(lasts[0] ?? {}, nows[0] ?? {});
  // Every form that a client sends is still taken; every form that it gets is one that it knows.
  const fits = (from: Json, to: Json) => one(from, to).length === 0;
  const lost =
    side === "request"
      ? lasts.filter((from) => !nows.some((to) => fits(from, to)))
      : nows.filter((to) => !lasts.some((from) => fits(from, to)));
  const forms = lost.map((form) => typesOf(form)?.join(" or ") ?? "any").join(", ");
  if (lost.length === 0) return [];
  return [
    side === "request" ? `${at}: a form is no longer taken (${forms})` : `${at}: a new form (${forms})`,
  ];
}

function brokenParameters(documents: Documents, last: Json, now: Json, at: string): string[] {
  const listed = (document: Json, operation: Json) =>
    new Map(
      (Array.isArray(operation["parameters"]) ? operation["parameters"] : []).map((each) => {
        const parameter = resolved(document, each);
        return [`${parameter["in"]} ${parameter["name"]}`, parameter] as const;
      }),
    );
  const [before, after] = [listed(documents.last, last), listed(documents.now, now)];
  const found: string[] = [];
  for (const [name, parameter] of before) {
    const kept = after.get(name);
    if (!kept) found.push(`${at} ${name}: removed`);
    else
      found.push(...brokenSchema(documents, parameter["schema"], kept["schema"], "request", `${at} ${name}`));
  }
  for (const [name, parameter] of after)
    if (parameter["required"] === true && before.get(name)?.["required"] !== true)
      found.push(`${at} ${name}: newly required`);
  return found;
}

/** Schemas by media type. */
const contentOf = (document: Json, part: unknown) =>
  Object.entries(object(resolved(document, part)["content"])).map(
    ([media, content]) => [media, object(content)["schema"]] as const,
  );

function brokenContent(
  documents: Documents,
  before: unknown,
  after: unknown,
  side: Side,
  at: string,
): string[] {
  const kept = new Map(contentOf(documents.now, after));
  return contentOf(documents.last, before).flatMap(([media, schema]) =>
    kept.has(media)
      ? brokenSchema(documents, schema, kept.get(media), side, at)
      : [`${at}: no longer ${media}`],
  );
}

function brokenAnswer(documents: Documents, before: unknown, after: unknown, at: string): string[] {
  const kept = object(resolved(documents.now, after)["headers"]);
  const lost = Object.keys(object(resolved(documents.last, before)["headers"])).filter(
    (name) => !(name in kept),
  );
  return [
    ...lost.map((name) => `${at} ${name}: removed`),
    ...brokenContent(documents, before, after, "answer", at),
  ];
}

function brokenOperation(documents: Documents, last: Json, now: Json, at: string): string[] {
  const found = brokenParameters(documents, last, now, at);
  const [before, after] = [last["requestBody"], now["requestBody"]];
  if (before && !after) found.push(`${at} body: removed`);
  else if (before) found.push(...brokenContent(documents, before, after, "request", `${at} body`));
  if (object(after)["required"] === true && object(before)["required"] !== true)
    found.push(`${at} body: newly required`);
  const answers = object(now["responses"]);
  for (const [status, answer] of Object.entries(object(last["responses"])))
    if (!(status in answers)) found.push(`${at} ${status}: removed`);
    else found.push(...brokenAnswer(documents, answer, answers[status], `${at} ${status}`));
  return found;
}

/** What of the last release's API a client can no longer rely on, one line each. */
export function breakingChanges(last: Json, now: Json): string[] {
  const paths = object(now["paths"]);
  return Object.entries(object(last["paths"])).flatMap(([path, operations]) =>
    Object.entries(object(operations)).flatMap(([method, operation]) => {
      const at = `${method.toUpperCase()} ${path}`;
      const kept = object(paths[path])[method];
      if (!kept) return [`${at}: removed`];
      return brokenOperation({ last, now }, object(operation), object(kept), at);
    }),
  );
}

const TEXTS = ["description", "summary", "title"];

/** The document without words and examples: what a release is compared by. */
export function contractOf(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(contractOf);
  if (document === null || typeof document !== "object") return document;
  // A field of the API may be called `description` too; then its value is a schema, not a text.
  const isText = (name: string, value: unknown) => TEXTS.includes(name) && typeof value === "string";
  return Object.fromEntries(
    Object.entries(document)
      .filter(([name, value]) => name !== "example" && name !== "examples" && !isText(name, value))
      .map(([name, value]) => [name, contractOf(value)]),
  );
}
