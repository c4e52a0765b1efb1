import { Problem } from "../platform/errors/problem";
import { causesOf, described, isBusy, isContention, isOutage, isReadOnly } from "../platform/outage";
import type { Runtime } from "../runtime/runtime";

const RETRY = { "Retry-After": "1" };

/** A change whose last word was on its way when the database fell silent may have been made: an Idempotency-Key tells. */
export const databaseAway = () =>
  new Problem(
    "unavailable",
    "The database does not answer. Send the same request again, with its Idempotency-Key if it changes something.",
    [],
    RETRY,
  );

const tooLate = () =>
  new Problem(
    "unavailable",
    "The database took too long for this request. Try again, or ask for less at once.",
    [],
    RETRY,
  );

const readOnly = () =>
  new Problem("unavailable", "The database is read-only. Nothing was changed.", [], RETRY);

/** What a failure is answered with. A fault is logged with the request's id and says nothing of its inside. */
export function asProblem(rt: Pick<Runtime, "log" | "database">, requestId: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const causes = causesOf(error);
  rt.log.error({ requestId, err: described(causes) }, "request failed");
  rt.database.failed(error);
  if (isReadOnly(error)) return readOnly();
  if (isOutage(error) || (isBusy(error) && rt.database.away)) return databaseAway();
  if (isBusy(error)) return tooLate();
  if (isContention(error))
    return new Problem("unavailable", "Others changed the same just now. Nothing was changed.", [], RETRY);
  return new Problem("internal", "Something failed on our side. The request id finds it in the log.");
}
