import type { Runtime } from "../runtime/runtime";
import type { Endpoint } from "./endpoint";

/** What is learnt about a request while it is answered. */
export type Seen = { rootKeyId?: string };

/**
 * Answers a management request and leaves one line in the log, one sample in the metrics and, where traces are kept, one
 * span. The path is the operation's own, so that no id's or query's text is in it.
 */
export async function observed(
  rt: Runtime,
  { method, path }: Pick<Endpoint, "method" | "path">,
  request: Request,
  requestId: string,
  answer: (seen: Seen) => Promise<Response>,
): Promise<Response> {
  const began = performance.now();
  const seen: Seen = {};
  const run = async () => {
    const response = await answer(seen);
    const ms = performance.now() - began;
    rt.counts.requestTook(method, response.status, ms);
    const { status } = response;
    rt.log.info({ requestId, method, path, status, ms: Math.round(ms * 10) / 10, ...seen }, "request");
    return response;
  };
  if (!rt.tracing) return run();
  const attributes = {
    "http.request.method": method,
    "http.route": `/api/v1${path}`,
    "latchkey.request_id": requestId,
  };
  return rt.tracing.serverSpan(`${method} /api/v1${path}`, attributes, request.headers, async (span) => {
    const response = await run();
    span.setAttribute("http.response.status_code", response.status);
    if (seen.rootKeyId) span.setAttribute("latchkey.root_key_id", seen.rootKeyId);
    if (response.status >= 500) span.setStatus({ code: 2 });
    return response;
  });
}
