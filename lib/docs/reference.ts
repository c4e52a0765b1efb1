import { openApiDocument, TAGS } from "../http/openapi";
import { dereferenced, type Json } from "../http/openapi-schemas";

export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Json;
};
export type Media = {
  schema: Json;
  example?: unknown;
  examples?: Record<string, Example>;
};
export type Answer = {
  status: string;
  description: string;
  headers: { name: string; description: string }[];
  /** The body's media type and what it holds; null: no body. */
  content: { type: string; schema: Json; example?: unknown } | null;
  /** By code, where it is a problem. */
  problems: { code: string; value: unknown }[];
};
/** One operation of the OpenAPI document, as a page shows it. */
export type Operation = {
  id: string;
  /** `createKey` → `Create key`. */
  title: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string | null;
  parameters: Parameter[];
  body: Media | null;
  bodyRequired: boolean;
  answers: Answer[];
  /** Asked by a gateway, which sends its root key in a header of its own. */
  byGateway: boolean;
};

type Documented = {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<
    string,
    {
      description: string;
      headers?: Record<string, { description: string }>;
      content?: Record<string, Media>;
    }
  >;
  security?: Record<string, unknown>[];
};
type Example = { value: unknown };
type Paths = Record<string, Record<string, Documented>>;

const titleOf = (id: string) => {
  const words = id.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\bapi(s?)\b/gi, "API$1");
};

function answersOf(operation: Documented): Answer[] {
  return Object.entries(operation.responses).map(([status, { description, headers, content }]) => {
    const [first] = Object.entries(content ?? {});
    return {
      status,
      description,
      headers: Object.entries(headers ?? {}).map(([name, header]) => ({
        name,
        description: header.description,
      })),
      content: first ? { type: first[0], schema: first[1].schema, example: first[1].example } : null,
      problems: Object.entries(first?.[1].examples ?? {}).map(([code, { value }]) => ({ code, value })),
    };
  });
}

/** Every operation, area by area in the order of reading. Made from the very document that is served. */
export function readOperations(appUrl: string): Operation[] {
  const document = openApiDocument(appUrl);
  const paths = dereferenced(document["paths"], document) as Paths;
  const order = Object.keys(TAGS);
  const rank = (tag: string) => (order.includes(tag) ? order.indexOf(tag) : order.length);
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): Operation => {
        const media = operation.requestBody?.content["application/json"];
        return {
          id: operation.operationId,
          title: titleOf(operation.operationId),
          method: method.toUpperCase(),
          path,
          tag: operation.tags[0] ?? "",
          summary: operation.summary,
          description: operation.description ?? null,
          parameters: operation.parameters ?? [],
          body: media ?? null,
          bodyRequired: operation.requestBody?.required ?? false,
          answers: answersOf(operation),
          byGateway: operation.security?.some((each) => "gatewayKey" in each) ?? false,
        };
      }),
    )
    .sort((a, b) => rank(a.tag) - rank(b.tag));
}

/** The areas with their operations. */
export function byTag(operations: readonly Operation[]) {
  const tags = [...new Set(operations.map((each) => each.tag))];
  return tags.map((tag) => ({
    tag,
    about: TAGS[tag] ?? "",
    operations: operations.filter((each) => each.tag === tag),
  }));
}
