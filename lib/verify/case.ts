import type { ApiCredential, Proof } from "../credentials/credential";
import type { Caller } from "../credentials/kind";
import type { ResolveDeps } from "../credentials/registry";
import type { CreditLedger } from "../credits/ledger";
import type { PermissionQuery } from "../permissions/query";
import type { Limiter } from "../ratelimit/limiter";
import type { Counts } from "../runtime/metrics/counts";
import type { UsageJournal } from "../usage/event";
import type { VerificationCode } from "./codes";
import type { VerifyRequest } from "./schemas";

/** The parts of the runtime that a decision needs once the credential is found. */
export type DecideDeps = {
  limiter: Limiter;
  credits: Pick<CreditLedger, "spend">;
  usage: Pick<UsageJournal, "accepting" | "overShare" | "record">;
  counts: Counts;
  now: () => number;
};

/** The parts of the runtime that a verification needs. */
export type VerifyDeps = ResolveDeps & DecideDeps;

/** A verification request and its caller. */
export type Asked = {
  caller: Caller;
  request: VerifyRequest;
  requestId: string;
  query: PermissionQuery | null;
};

/** Everything that a decision is based on. */
export type Case = Asked & {
  proof: Proof<ApiCredential>;
  /** Whether the proof itself is valid, expired or revoked. */
  proofIs: "found" | "expired" | "revoked";
  credential: ApiCredential;
  /** Milliseconds since the epoch. */
  now: number;
};

/** The codes for a credential that was found. */
export type FoundCode = Exclude<VerificationCode, "NOT_FOUND">;
