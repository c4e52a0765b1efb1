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

/** What the decision needs of the process once the credential is found. */
export type DecideDeps = {
  limiter: Limiter;
  credits: Pick<CreditLedger, "spend">;
  usage: Pick<UsageJournal, "accepting" | "overShare" | "record">;
  counts: Counts;
  now: () => number;
};

/** What a verification needs of the process; the Runtime has it. */
export type VerifyDeps = ResolveDeps & DecideDeps;

/** Who asks what. */
export type Asked = {
  caller: Caller;
  request: VerifyRequest;
  requestId: string;
  query: PermissionQuery | null;
};

/** A presented credential with all that is asked of it. */
export type Case = Asked & {
  proof: Proof<ApiCredential>;
  /** Whether the proof itself has ended. */
  proofIs: "found" | "expired" | "revoked";
  credential: ApiCredential;
  /** Milliseconds since the epoch. */
  now: number;
};

/** Every outcome of a credential that was found. */
export type FoundCode = Exclude<VerificationCode, "NOT_FOUND">;
