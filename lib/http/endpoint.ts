import type { z } from "zod";
import type { Ctx, Scope } from "../platform/context";
import type { ProblemCode } from "../platform/errors/problem";
import type { Runtime } from "../runtime/runtime";
import type { Pieces } from "./streamed";

export type EndpointInput<Query = unknown, Body = unknown> = {
  /** The path's `{id}`, or the empty string. It has the form of an id, but may not exist. */
  id: string;
  query: Query;
  body: Body;
  /** The version in `If-Match`. Absent: whichever is current. */
  ifVersion: number | undefined;
};

type Handling<Input> =
  | { handle(ctx: Ctx<Runtime>, input: Input): Promise<unknown> }
  /** Sends its answer piece by piece, as the work is done. It has no deadline, and stops when the client leaves. */
  | { stream(ctx: Ctx<Runtime>, input: Input): Pieces };

/** What the OpenAPI document says about an operation. Its schemas are the ones that validate. */
export type Documented<Query extends z.ZodObject = z.ZodObject, Body extends z.ZodType = z.ZodType> = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1`; `{id}` is the only parameter. */
  path: string;
  /** What the path's `{id}` is: the `id` of the resource's own schema. */
  id?: z.ZodType;
  operationId: string;
  summary: string;
  tag: string;
  /** The permission that the root key needs. Null: any root key will do. */
  scope: Scope | null;
  query?: Query;
  body?: Body;
  bodyExample?: unknown;
  answer: { status: 200 | 201; schema: z.ZodType; description: string; example?: unknown };
  /** The answer has an ETag, and a change takes `If-Match`. */
  versioned?: true;
  /** Expected failures beyond those that every operation has. */
  problems: ProblemCode[];
};

type Limits = {
  /** More than the mebibyte that every other operation takes. */
  maxBodyBytes?: number;
  /** Runs as many queries as there is data to read: each query has a time limit, the whole has none. */
  unhurried?: true;
};

/** One operation of the management API as data: its mount and the OpenAPI document are made from it. */
export type Endpoint = Documented & Limits & Handling<EndpointInput>;

/**
 * Types `handle` by the schemas beside it. The query and body have not been validated yet: the verb behind it checks its
 * permission and parses its input itself, with these very schemas.
 */
export const endpoint = <Query extends z.ZodObject, Body extends z.ZodType>(
  definition: Documented<Query, Body> & Limits & Handling<EndpointInput<z.input<Query>, z.input<Body>>>,
): Endpoint => definition;
