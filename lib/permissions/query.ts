import { LRUCache } from "lru-cache";
import { allows, PERMISSION_PATTERN, type PermissionSet } from "../platform/permission";

/**
 * The verify query language: permissions joined by AND and OR (any case) and parentheses; AND binds tighter.
 *   query = all { OR all } ;  all = one { AND one } ;  one = permission | "(" query ")"
 */
export type PermissionQuery =
  | { kind: "permission"; name: string }
  | { kind: "and" | "or"; parts: readonly PermissionQuery[] };

export const MAX_QUERY_CHARACTERS = 1_000;

/** `position` is 0-based, in UTF-16 units of the query. */
export type QueryError = { message: string; position: number };
export type ParsedQuery = { query: PermissionQuery } | { error: QueryError };

type Token = { text: string; position: number };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[()]|[^\s()]+/g)) tokens.push({ text: match[0], position: match.index });
  return tokens;
}

class QueryFault extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

class Parser {
  #at = 0;
  constructor(
    readonly tokens: Token[],
    readonly end: number,
  ) {}

  parse(): PermissionQuery {
    const query = this.#joined("or", () => this.#joined("and", () => this.#one()));
    const rest = this.tokens[this.#at];
    if (rest)
      throw new QueryFault(
        rest.text === ")" ? "unmatched )" : `expected AND or OR before ${rest.text}`,
        rest.position,
      );
    return query;
  }

  #joined(kind: "and" | "or", part: () => PermissionQuery): PermissionQuery {
    const parts = [part()];
    while (this.tokens[this.#at]?.text.toLowerCase() === kind) {
      this.#at++;
      parts.push(part());
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind, parts };
  }

  #one(): PermissionQuery {
    const token = this.tokens[this.#at++];
    if (!token) throw new QueryFault("expected a permission or (", this.end);
    if (token.text === "(") {
      const inner = this.#joined("or", () => this.#joined("and", () => this.#one()));
      if (this.tokens[this.#at]?.text !== ")") throw new QueryFault("( is not closed", token.position);
      this.#at++;
      return inner;
    }
    if (!PERMISSION_PATTERN.test(token.text))
      throw new QueryFault(
        `${JSON.stringify(token.text)} is not a permission (resource:action)`,
        token.position,
      );
    return { kind: "permission", name: token.text };
  }
}

function parse(text: string): ParsedQuery {
  if (text.length > MAX_QUERY_CHARACTERS)
    return {
      error: { message: `longer than ${MAX_QUERY_CHARACTERS} characters`, position: MAX_QUERY_CHARACTERS },
    };
  try {
    return { query: new Parser(tokenize(text), text.length).parse() };
  } catch (fault) {
    if (fault instanceof QueryFault) return { error: { message: fault.message, position: fault.position } };
    throw fault;
  }
}

/** A parsed query takes up to 30 bytes for each of its characters, so this many take up to 15 MB. */
const REMEMBERED_CHARACTERS = 500_000;

/** Queries are few and come with each request; each is parsed once. A pure memo: it decides nothing by itself. */
const parsed = new LRUCache<string, ParsedQuery>({
  max: 10_000,
  maxSize: REMEMBERED_CHARACTERS,
  sizeCalculation: (_, text) => text.length + 1,
});

/** What the memo holds, for its test. */
export const rememberedQueries = () => ({ queries: parsed.size, characters: parsed.calculatedSize });

export function parsePermissionQuery(text: string): ParsedQuery {
  const known = parsed.get(text);
  if (known) return known;
  const result = parse(text);
  if (text.length <= MAX_QUERY_CHARACTERS) parsed.set(text, result);
  return result;
}

export function satisfies(set: PermissionSet, query: PermissionQuery): boolean {
  if (query.kind === "permission") return allows(set, query.name);
  return query.kind === "and"
    ? query.parts.every((part) => satisfies(set, part))
    : query.parts.some((part) => satisfies(set, part));
}

/** The first permission whose lack makes the query fail, for saying why. */
export function firstMissing(set: PermissionSet, query: PermissionQuery): string {
  if (query.kind === "permission") return query.name;
  if (query.kind === "or") return query.parts.map((part) => firstMissing(set, part)).join(" or ");
  const failing = query.parts.find((part) => !satisfies(set, part));
  return failing ? firstMissing(set, failing) : "";
}
