import { Problem } from "../platform/errors/problem";
import { newRequestId } from "../platform/ids";
import { runtime } from "../runtime/runtime";
import { answerHeaders, problemResponse } from "./problem-response";

/** `id` is the path's `{id}`, decoded; the empty string where the path has none. */
export type Handler = (request: Request, id: string) => Promise<Response>;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Handlers = Partial<Record<(typeof METHODS)[number], Handler>>;

/** Answers every method of a path: those that have no handler with 405 and `Allow`. */
export function route(handlers: Handlers): Handler {
  const given = METHODS.filter((method) => handlers[method]);
  const Allow = [...given, ...(handlers.GET ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return async (request, id) => {
    const { method } = request;
    const known = given.find((each) => each === (method === "HEAD" ? "GET" : method));
    const handler = known && handlers[known];
    if (handler) return handler(request, id);
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: { Allow } });
    const requestId = newRequestId();
    const detail = `${method} is not possible here; ${given.join(", ")} ${given.length > 1 ? "are" : "is"}.`;
    const problem = new Problem("method_not_allowed", detail, [], { Allow });
    return problemResponse(runtime(), requestId, answerHeaders(requestId), problem);
  };
}
