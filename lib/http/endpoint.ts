import type { z } from "zod";
import type { Ctx, Scope } from "../context";
import type { ProblemCode } from "../errors/problem";
import type { Runtime } from "../runtime";
import type { Pieces } from "./streamed";

export type EndpointInput = {
  /** The `{id}` of the path, or the empty string. It has an id's form; what it names may not exist. */
  id: string;
  query: Record<string, string>;
  body: unknown;
  /** The version that `If-Match` names; absent: whichever is current. */
  ifVersion: number | undefined;
};

/**
 * One operation of the HTTP API as data: it is mounted from this, and the OpenAPI document is made from it. The verb
 * behind it checks its permission and parses its input itself; the schemas here are the verb's own.
 */
export type Endpoint = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1`; `{id}` is the only parameter. */
  path: string;
  operationId: string;
  summary: string;
  tag: string;
  /** What the root key must be permitted; null: any root key will do. */
  scope: Scope | null;
  query?: z.ZodObject;
  body?: z.ZodType;
  bodyExample?: unknown;
  /** More than the mebibyte that every other operation takes. */
  maxBodyBytes?: number;
  answer: { status: 200 | 201; schema: z.ZodType; description: string; example?: unknown };
  /** Asks the database as often as there is something to read: each query has its time, the whole has none. */
  unhurried?: true;
  /** Its answer has an ETag, and where it changes something it takes `If-Match`. */
  versioned?: true;
  /** Expected failures beyond those that every operation has. */
  problems: ProblemCode[];
} & (
  | { handle(ctx: Ctx<Runtime>, input: EndpointInput): Promise<unknown> }
  /** Its answer is sent piece by piece, each when its part of the work is done. It has no deadline, and ends with its client. */
  | { stream(ctx: Ctx<Runtime>, input: EndpointInput): Pieces }
);
