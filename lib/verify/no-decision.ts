import { Problem } from "../platform/errors/problem";
import type { VerifyResult } from "./outcome";

const NOT_KNOWN = "The key is not in memory and cannot be looked up now.";
const UNCOUNTED = "Verification is unavailable: usage cannot be recorded now.";
const SHARE = {
  limits: "This workspace has reached its share of limit windows. Use fewer limits, or wait until some end.",
  usage: "This workspace has reached its share of the usage journal. Try again when some of it is stored.",
} as const;

const RETRY = { "Retry-After": "1" };

/** The problem that is answered where there is no decision: 400, 429 or 503. */
export function noDecision(result: Exclude<VerifyResult, { kind: "answer" }>): Problem {
  if (result.kind === "unavailable")
    return new Problem("unavailable", result.notCounted ? UNCOUNTED : NOT_KNOWN, [], RETRY);
  if (result.kind === "over_share")
    return new Problem("workspace_share_exceeded", SHARE[result.share], [], RETRY);
  const { field, message } = result;
  return new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);
}
