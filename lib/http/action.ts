import { unstable_rethrow } from "next/navigation";
import { visitor } from "../auth/request";
import type { FieldError, ProblemCode } from "../errors/problem";
import { runtime } from "../runtime";
import { asProblem } from "./faults";

/** A failure as a form shows it; `detail` is a sentence for people, `errors` belong to fields. */
export type ActionProblem = { code: ProblemCode; detail: string; errors: FieldError[]; requestId: string };
export type ActionResult<T> = { ok: true; value: T } | { ok: false; problem: ActionProblem };

/** Where the sentence for programs would not help a person. */
const FOR_PEOPLE: Partial<Record<ProblemCode, string>> = {
  internal: "Something failed on our side. Nothing was changed.",
  unavailable: "The database does not answer. Look whether the change was made, then try again.",
};

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
    const rt = runtime();
    const { code, detail, errors } = asProblem(rt, requestId, error);
    const forPeople = code === "internal" || rt.database.away ? FOR_PEOPLE[code] : undefined;
    return { ok: false, problem: { code, detail: forPeople ?? detail, errors, requestId } };
  }
}
