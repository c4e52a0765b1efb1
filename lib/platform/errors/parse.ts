import type { z } from "zod";
import { type FieldError, Problem } from "./problem";

/** A body of a mebibyte can be wrong in 100,000 places. */
const MOST_ERRORS = 100;

/** The fields of a zod error, one line each, in zod's order; after the first hundred, how many more there are. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  const errors = allErrors(error);
  const more = errors.length - MOST_ERRORS;
  if (more <= 0) return errors;
  return [...errors.slice(0, MOST_ERRORS), { field: "body", message: `has ${more} more errors` }];
}

function allErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const field = issue.path.join(".");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        field: field ? `${field}.${key}` : key,
        message: "is not a known field",
      }));
    return [{ field: field || "body", message: issue.message }];
  });
}

/** Parses input at the edge. Throws `invalid_request` naming every wrong field. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = fieldErrors(result.error);
  throw new Problem("invalid_request", errors.map((e) => `${e.field}: ${e.message}`).join("; "), errors);
}
