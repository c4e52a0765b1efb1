import { z } from "zod";
import { requestIdField } from "../fields";
import { PROBLEMS, type ProblemCode } from "./problem";

export const fieldErrorSchema = z
  .object({
    field: z.string().meta({
      description: "The field's path in the body or query.",
      examples: ["ratelimits.0.limit"],
    }),
    message: z
      .string()
      .meta({ description: "What a correct value looks like.", examples: ["must be at least 1"] }),
  })
  .meta({ id: "FieldError", description: "What is wrong with one field." });

export const fieldErrorsField = z.array(fieldErrorSchema).describe("What is wrong, field by field.");

/** The body of every `application/problem+json` answer. */
export const problemSchema = z
  .object({
    type: z.url().meta({
      description: "The address of a page that explains the problem and what to do.",
      examples: ["https://keys.example.com/docs/errors/unavailable"],
    }),
    title: z
      .string()
      .meta({ description: "The problem in a few words.", examples: ["Temporarily unavailable"] }),
    status: z.int().meta({ description: "The HTTP status.", examples: [503] }),
    detail: z.string().describe("What is wrong with this request."),
    code: z
      .enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]])
      .describe("The kind of problem, for programs to check."),
    requestId: requestIdField,
    errors: fieldErrorsField.optional(),
  })
  .meta({ id: "Problem", description: "An error, in the format of RFC 9457." });
