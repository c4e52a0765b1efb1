import type { z } from "zod";
import { MANAGEMENT_LIMIT, ownLimits, ratelimitHeaders } from "./own-limits";
import { allows } from "../permissions/permission";
import type { Ctx, Scope } from "../context";
import { Problem, type ProblemCode, problemBody } from "../errors/problem";
import { newRequestId } from "../ids";
import { type Runtime, runtime } from "../runtime";
import { MAX_BODY_BYTES } from "../verify/schemas";
import { authenticate, type RootCaller, requireCaller } from "./authenticate";
import { asProblem } from "./faults";
import { idempotently } from "./idempotency";
import { readJson } from "./json";

export type EndpointInput = {
  /** The `{id}` of the path, or the empty string. */
  id: string;
  query: Record<string, string>;
  body: unknown;
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
  scope: Scope | null;
  query?: z.ZodObject;
  body?: z.ZodType;
  bodyExample?: unknown;
  answer: { status: 200 | 201; schema: z.ZodType; description: string };
  /** Expected failures beyond those that every operation has. */
  problems: ProblemCode[];
  handle(ctx: Ctx, input: EndpointInput): Promise<unknown>;
};

type RouteContext = { params: Promise<Record<string, string | string[]> | undefined> };
type Handler = (request: Request, context: RouteContext) => Promise<Response>;

/** The Next route handler of an endpoint. */
export function mount(endpoint: Endpoint): Handler {
  return async (request, context) => {
    const rt = runtime();
    const requestId = newRequestId();
    const headers = new Headers({ "X-Request-Id": requestId, "Cache-Control": "no-store" });
    try {
      const caller = requireCaller(await authenticate(rt, request.headers.get("authorization")));
      await takeOwnLimit(rt, caller, headers);
      // Next gives no params to a route without one in its path.
      const id = String((await context.params)?.id ?? "");
      const { body, text } = await readBody(endpoint, request);
      const ctx = contextOf(rt, caller, request, requestId);
      const input = { id, query: readQuery(request.url), body };
      const answer = await respond(endpoint, ctx, input, request, text, headers);
      headers.set("Content-Type", "application/json");
      return new Response(answer.body, { status: answer.status, headers });
    } catch (error) {
      return problemResponse(rt, requestId, headers, error);
    }
  };
}

async function respond(
  endpoint: Endpoint,
  ctx: Ctx,
  input: EndpointInput,
  request: Request,
  text: string,
  headers: Headers,
): Promise<{ status: number; body: string }> {
  const run = async (inner: Ctx) => ({
    status: endpoint.answer.status,
    body: JSON.stringify(await endpoint.handle(inner, input)),
  });
  const key = request.headers.get("idempotency-key");
  if (key === null || endpoint.method === "GET") return run(ctx);
  // Before the transaction that keeps the answer, so that a denied call keeps nothing.
  if (endpoint.scope && !allows(ctx.scopes, endpoint.scope))
    throw new Problem("forbidden", `This needs the permission ${endpoint.scope}.`);
  const what = `${endpoint.method} ${new URL(request.url).pathname}\n${text}`;
  const kept = await idempotently(ctx, key, what, run);
  if (kept.replayed) headers.set("Idempotency-Replayed", "true");
  return kept;
}

function contextOf(rt: Runtime, caller: RootCaller, request: Request, requestId: string): Ctx {
  return {
    rt,
    workspaceId: caller.workspaceId,
    actor: { type: "root_key", id: caller.keyId, name: caller.name },
    scopes: caller.scopes,
    // Set by server/, which overwrites what a stranger sent.
    address: request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() || null,
    userAgent: request.headers.get("user-agent")?.slice(0, 255) ?? null,
    requestId,
  };
}

/** A management call takes from the root key's own limits, or from the default that all others have. */
async function takeOwnLimit(rt: Runtime, caller: RootCaller, headers: Headers): Promise<void> {
  const limited = { keyId: caller.keyId, ratelimits: caller.ratelimits.length ? caller.ratelimits : [MANAGEMENT_LIMIT] };
  const now = rt.now();
  const decision = await rt.limiter.take(ownLimits(limited), now);
  const told = ratelimitHeaders(limited, decision, now);
  for (const [name, value] of Object.entries(told)) headers.set(name, value);
  if (!decision.allowed) throw new Problem("rate_limited", "This root key is over its own limit.");
}

async function readBody(endpoint: Endpoint, request: Request): Promise<{ body: unknown; text: string }> {
  if (!endpoint.body) return { body: undefined, text: "" };
  const bytes = await limitedBytes(request);
  // Every field of such a body has a default: none at all is the same as an empty one.
  if (bytes?.length === 0 && endpoint.body.safeParse({}).success) return { body: {}, text: "" };
  return { body: readJson(bytes), text: bytes?.toString("latin1") ?? "" };
}

/** The whole body, or null as soon as it is too large. */
export async function limitedBytes(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readQuery(url: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(url).searchParams) {
    if (name in query) throw new Problem("invalid_request", `${name}: is given twice`, [{ field: name, message: "is given twice" }]);
    query[name] = value;
  }
  return query;
}

/** Any failure as application/problem+json; a fault is logged with the request's id and says nothing of its inside. */
export function problemResponse(rt: Runtime, requestId: string, headers: Headers, error: unknown): Response {
  const problem = asProblem(rt, requestId, error);
  for (const [name, value] of Object.entries(problem.headers)) headers.set(name, value);
  headers.set("Content-Type", "application/problem+json");
  const body = JSON.stringify(problemBody(problem, requestId, rt.config.appUrl));
  return new Response(body, { status: problem.status, headers });
}
