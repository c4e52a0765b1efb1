import { unstable_rethrow } from "next/navigation";
import { visitor } from "../auth/request";
import { type FieldError, Problem, type ProblemCode } from "../errors/problem";
import { runtime } from "../runtime";

/** A failure as a form shows it; `detail` is a sentence for people, `errors` belong to fields. */
export type ActionProblem = { code: ProblemCode; detail: string; errors: FieldError[]; requestId: string };
export type ActionResult<T> = { ok: true; value: T } | { ok: false; problem: ActionProblem };

/**
 * Runs a Server Action's work. A Problem becomes data, since what an action throws reaches the browser without its
 * message; a fault is logged and answered with the request's id; `redirect` and `notFound` go on to Next.
 */
export async function actionResult<T>(work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    unstable_rethrow(error);
    const { requestId } = await visitor();
    if (error instanceof Problem)
      return {
        ok: false,
        problem: { code: error.code, detail: error.detail, errors: error.errors, requestId },
      };
    runtime().log.error(
      { requestId, err: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      "action failed",
    );
    const detail = "Something failed on our side. Nothing was changed.";
    return { ok: false, problem: { code: "internal", detail, errors: [], requestId } };
  }
}
