import { Problem } from "../errors/problem";
import type { Runtime } from "../runtime";

const NETWORK = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "EHOSTUNREACH", "ENOTFOUND"]);

/**
 * Is this fault a database that does not answer, rather than a mistake of ours? By Node's network codes, PostgreSQL's
 * classes 08, 53 and 57P (appendix A of its manual), and the two messages of `pg` that carry no code.
 */
function isUnavailable(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = "code" in at && typeof at.code === "string" ? at.code : "";
    if (NETWORK.has(code) || /^(08|53|57P)/.test(code)) return true;
    if (/^(Connection terminated|timeout exceeded when trying to connect)/.test(at.message)) return true;
  }
  return false;
}

/** What a failure is answered with. A fault is logged with the request's id and says nothing of its inside. */
export function asProblem(rt: Runtime, requestId: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  rt.log.error({ requestId, err: text }, "request failed");
  if (isUnavailable(error))
    return new Problem("unavailable", "The database does not answer. Nothing was changed.", [], { "Retry-After": "1" });
  return new Problem("internal", "Something failed on our side. The request id finds it in the log.");
}
