import { Problem } from "../errors/problem";
import { causesOf, isContention, isOutage } from "../outage";
import type { Runtime } from "../runtime";

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

const RETRY = { "Retry-After": "1" };

/** A change whose last word was on its way when the database fell silent may have been made: an Idempotency-Key tells. */
export const databaseAway = () =>
  new Problem(
    "unavailable",
    "The database does not answer. Send the same request again, with its Idempotency-Key if it changes something.",
    [],
    RETRY,
  );

/** What a failure is answered with. A fault is logged with the request's id and says nothing of its inside. */
export function asProblem(rt: Pick<Runtime, "log" | "database">, requestId: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const causes = causesOf(error);
  rt.log.error({ requestId, err: described(causes) }, "request failed");
  rt.database.failed(error);
  if (isOutage(error)) return databaseAway();
  if (isContention(error))
    return new Problem("unavailable", "Others changed the same just now. Nothing was changed.", [], RETRY);
  return new Problem("internal", "Something failed on our side. The request id finds it in the log.");
}
