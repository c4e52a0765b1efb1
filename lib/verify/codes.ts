/** The closed set of verification outcomes. The order is that of the contract; `decide.ts` checks in the order of denials. */
export const VERIFICATION_CODES = [
  "VALID",
  "NOT_FOUND",
  "REVOKED",
  "DISABLED",
  "EXPIRED",
  "FORBIDDEN_IP",
  "INSUFFICIENT_PERMISSIONS",
  "RATE_LIMITED",
  "CREDITS_EXHAUSTED",
] as const;

export type VerificationCode = (typeof VERIFICATION_CODES)[number];

/** No outcome: the journal is full with the database away for long, or its disk fails. What cannot be counted is not answered. */
export const NOT_COUNTED = { kind: "unavailable", notCounted: true } as const;
/** The workspace has as many limit windows as it may, and the call needs another. */
export const LIMITS_FULL = { kind: "over_share", share: "limits" } as const;

/** No outcome: this workspace has as much waiting in the usage journal as one may. Others go on. */
export const OVER_USAGE_SHARE = { kind: "over_share", share: "usage" } as const;
