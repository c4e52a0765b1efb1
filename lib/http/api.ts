import { Problem } from "../platform/errors/problem";
import { newRequestId } from "../platform/ids";
import { runtime } from "../runtime/runtime";
import { answerEndpoint } from "./answer-endpoint";
import { DATA_PLANE, gatewayAt } from "./data-plane";
import { isForGateways } from "./data-plane/operation";
import { mounted } from "./data-plane/second-mount";
import { ENDPOINTS } from "./endpoints";
import { openApiDocument } from "./openapi";
import { answerHeaders, problemResponse } from "./problem-response";
import { type Handler, type Handlers, route } from "./route";

const BASE = "/api/v1";

/** Public: it describes the product, not a workspace. */
const describe: Handler = async () => Response.json(openApiDocument(runtime().config.appUrl));

/** By path as the operations write it: `/keys/{id}`. */
const ROUTES = new Map<string, Handler>();
const handlers: Record<string, Handlers> = { "/openapi.json": { GET: describe } };
for (const operation of DATA_PLANE)
  if (!isForGateways(operation)) handlers[operation.path] = { [operation.method]: mounted(operation) };
for (const endpoint of ENDPOINTS)
  handlers[endpoint.path] = { ...handlers[endpoint.path], [endpoint.method]: answerEndpoint(endpoint) };
for (const path in handlers) ROUTES.set(path, route(handlers[path] ?? {}));

/** No path has as many; a stranger's may have thousands. */
const MOST_SEGMENTS = 8;

/** A segment that can't be decoded is not an id. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

/** Only an id may be percent-encoded. A path without an id comes first: `/keys/import` before `/keys/{id}`. */
function find(path: string): { answer: Handler; id: string } | null {
  const exact = ROUTES.get(path);
  if (exact) return { answer: exact, id: "" };
  const segments = path.split("/", MOST_SEGMENTS + 1);
  if (segments.length > MOST_SEGMENTS) return null;
  for (const [place, segment] of segments.entries()) {
    const answer = ROUTES.get(segments.with(place, "{id}").join("/"));
    if (answer) return { answer, id: decoded(segment) };
  }
  return null;
}

/** What Next answers to OPTIONS where a route takes every method. */
const ANY_METHOD = { Allow: "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT" };

async function unknownPath(request: Request, pathname: string): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: ANY_METHOD });
  const requestId = newRequestId();
  const problem = new Problem("not_found", `There is nothing at ${pathname}. See ${BASE}/openapi.json.`);
  return problemResponse(runtime(), requestId, answerHeaders(requestId), problem);
}

/** Answers every request below `/api/v1` that `server/` has not answered: on a host without it, all of them. */
export async function answerApi(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const gateway = gatewayAt(pathname);
  if (gateway) return mounted(gateway)(request, "");
  const found = find(pathname.slice(BASE.length));
  return found ? found.answer(request, found.id) : unknownPath(request, pathname);
}
