import { Problem } from "../errors/problem";
import type { Runtime } from "../runtime";

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/**
 * Is this fault a database that does not answer, rather than a mistake of ours? By Node's network codes, PostgreSQL's
 * classes 08, 53 and 57P and its 40001 and 40P01 (appendix A of its manual), and the messages of `pg` that carry no code.
 */
function isUnavailable(causes: readonly unknown[]): boolean {
  return causes.some((at) => {
    if (!(at instanceof Error)) return false;
    const code = "code" in at && typeof at.code === "string" ? at.code : "";
    if (NETWORK.has(code) || /^(08|53|57P|40001|40P01)/.test(code)) return true;
    return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      at.message,
    );
  });
}

/** The error and what caused it, outermost first. */
function causesOf(error: unknown): unknown[] {
  const causes = [error];
  for (let at = error; at instanceof Error && at.cause && causes.length < 8; at = at.cause)
    causes.push(at.cause);
  return causes;
}

/** For the log: drizzle's own message repeats the query's parameters, so of a failed query only its cause speaks. */
function described(causes: readonly unknown[]): string {
  const root = causes.at(-1);
  if (!(root instanceof Error)) return String(root);
  const [outer] = causes;
  const frames =
    outer instanceof Error ? (outer.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const code = "code" in root && typeof root.code === "string" ? ` (${root.code})` : "";
  return [`${root.name}: ${root.message}${code}`, ...frames].join("\n");
}

/** What a failure is answered with. A fault is logged with the request's id and says nothing of its inside. */
export function asProblem(rt: Pick<Runtime, "log">, requestId: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const causes = causesOf(error);
  rt.log.error({ requestId, err: described(causes) }, "request failed");
  if (isUnavailable(causes))
    return new Problem("unavailable", "The database does not answer. Nothing was changed.", [], {
      "Retry-After": "1",
    });
  return new Problem("internal", "Something failed on our side. The request id finds it in the log.");
}
