import type { VerificationCode } from "../verify/codes";

/** The record of one verification, as the verify path hands it over. Strings are empty where no key was found. */
export type UsageEvent = {
  /** Milliseconds since the epoch. */
  at: number;
  requestId: string;
  /** The calling root key's. */
  workspaceId: string;
  code: VerificationCode;
  /** What was spent: the call's cost if VALID, else 0. */
  cost: number;
  apiId: string;
  environment: string;
  keyId: string;
  secretId: string;
  identityId: string;
  ip: string | null;
  /** Why it was denied, short and machine-made, e.g. `orders:write` or `requests`. */
  reason: string | null;
  tags: readonly string[] | null;
};

/** Where verifications are recorded. `record` never waits and never throws. */
export interface UsageJournal {
  record(event: UsageEvent): void;
  /** Resolves when everything recorded so far is in the database. */
  flush(): Promise<void>;
  /** Flushes and stops. */
  close(): Promise<void>;
}
