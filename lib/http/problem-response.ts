import { problemBody } from "../platform/errors/problem";
import type { Runtime } from "../runtime/runtime";
import { asProblem } from "./faults";

/** What every answer of the HTTP API has. */
export function answerHeaders(requestId: string): Headers {
  return new Headers({ "X-Request-Id": requestId, "Cache-Control": "no-store" });
}

/** Any failure as application/problem+json; a fault is logged with the request's id and says nothing of its inside. */
export function problemResponse(rt: Runtime, requestId: string, headers: Headers, error: unknown): Response {
  const problem = asProblem(rt, requestId, error);
  for (const [name, value] of Object.entries(problem.headers)) headers.set(name, value);
  headers.set("Content-Type", "application/problem+json");
  const body = JSON.stringify(problemBody(problem, requestId, rt.config.appUrl));
  return new Response(body, { status: problem.status, headers });
}
