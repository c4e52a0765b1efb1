import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { type PageContext, pageContext } from "../auth/page-context";
import { visitor } from "../auth/request";
import { parseInput } from "../platform/errors/parse";
import type { FieldError, ProblemCode } from "../platform/errors/problem";
import { ID_FORM } from "../platform/ids";
import { runtime } from "../runtime/runtime";
import { asProblem } from "./faults";
import { checkCharacters } from "./json";

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

type Parsed<Shapes extends readonly z.ZodType[]> = { [I in keyof Shapes]: z.output<Shapes[I]> };

/**
 * A Server Action of a workspace: `(slug, …arguments)`. Anyone can call it with anything, so every argument is parsed
 * before the work begins; one of another shape is `invalid_request`.
 */
export function action<const Shapes extends readonly z.ZodType[], T>(
  shapes: Shapes,
  work: (page: PageContext, ...given: Parsed<Shapes>) => Promise<T>,
): (slug: string, ...given: Parsed<Shapes>) => Promise<ActionResult<T>> {
  const all = z.tuple([z.string(), ...shapes]);
  return async (slug, ...given) =>
    actionResult(async () => {
      // What a form adds behind them is not asked for, and what is optional may be left out.
      const args = shapes.map((_, i) => given[i]);
      checkCharacters(args, []);
      const [of, ...parsed] = parseInput(all, [slug, ...args]);
      return work(await pageContext(of as string), ...(parsed as unknown as Parsed<Shapes>));
    });
}

export const idArgument = z.string().regex(ID_FORM, "must be an id");
export const textArgument = z.string();
export const numberArgument = z.number();

/** What was typed into a search, whatever it is that the caller sent. */
export const typedText = (value: unknown): string =>
  typeof value === "string" ? value.replaceAll("\u0000", "").trim().slice(0, 255) : "";

/** What the verb parses itself, field by field. */
export const draftOf = <T extends object>() =>
  z.custom<T>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  );
