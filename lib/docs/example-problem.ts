import { Problem, type ProblemCode, problemBody } from "../platform/errors/problem";
import { PROBLEM_PAGES } from "./problem-pages";

const REQUEST_ID = "req_01JNEXB8T5N9P3Q7R1S6T0V4W8";

/** An answer as a request that fails in this way gets it. */
export function exampleProblem(code: ProblemCode, appUrl: string) {
  const { detail, errors = [] } = PROBLEM_PAGES[code];
  return problemBody(new Problem(code, detail, errors), REQUEST_ID, appUrl);
}
