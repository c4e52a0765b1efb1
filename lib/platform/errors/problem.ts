/** Every expected failure of the management API: its status and its title (RFC 9457). The codes are a closed set. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: "The request cannot be read" },
  unauthenticated: { status: 401, title: "No valid root key" },
  forbidden: { status: 403, title: "Not permitted" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "Conflict" },
  rotation_in_progress: { status: 409, title: "A rotation is in progress" },
  no_rotation: { status: 409, title: "No rotation is in progress" },
  key_ended: { status: 409, title: "The key has ended" },
  idempotency_conflict: { status: 409, title: "Idempotency-Key was used for another request" },
  precondition_failed: { status: 412, title: "It was changed meanwhile" },
  unsupported_media_type: { status: 415, title: "The body is not JSON" },
  rate_limited: { status: 429, title: "Too many requests" },
  workspace_share_exceeded: { status: 429, title: "Workspace share exceeded" },
  internal: { status: 500, title: "Something failed on our side" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing wrong with one field; `field` is its path in the body or query (`ratelimits.0.limit`). */
export type FieldError = { field: string; message: string };

/** An expected failure with an answer that was decided on. `detail` is public: it never holds a secret. */
export class Problem extends Error {
  override name = "Problem";
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: FieldError[] = [],
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
  }
  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** The body of an `application/problem+json` answer; `type` is a page of the product's own docs. */
export function problemBody(problem: Problem, requestId: string, appUrl: string) {
  return {
    type: `${appUrl}/docs/errors/${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    requestId,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}
