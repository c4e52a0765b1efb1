import type { ActionProblem } from "@/lib/http/action";

/** “must not be empty” as it stands under a field: “Must not be empty.” */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What is wrong with this field (or a part of it), if anything. */
export function fieldFault(problem: ActionProblem | undefined, field: string): string | undefined {
  const found = problem?.errors.find((error) => error.field === field || error.field.startsWith(`${field}.`));
  return found && sentence(found.message);
}

/** What is wrong beyond the fields that the form shows: stands above its buttons. */
export function formFault(problem: ActionProblem | undefined, fields: readonly string[]): string | undefined {
  if (!problem) return undefined;
  const shown = problem.errors.filter((error) =>
    fields.some((field) => error.field === field || error.field.startsWith(`${field}.`)),
  );
  if (shown.length > 0 && shown.length === problem.errors.length) return undefined;
  return problem.code === "internal" ? `${problem.detail} ${problem.requestId}` : problem.detail;
}
