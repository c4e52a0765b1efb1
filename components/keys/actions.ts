import type { CreditsActions } from "@/components/credits/actions";
import type { CreditsDraft } from "@/components/credits/credits-draft";
import type { ActionResult } from "@/lib/http/action";
import type { KeyResult, KeysAct } from "@/lib/keys/change-keys";
import type { KeyView, KeyWithSecret } from "@/lib/keys/schemas";
import type { LimitAlgorithm } from "@/lib/ratelimit/limiter";
import type { VerificationCode } from "@/lib/verify/codes";

export interface LimitDraft {
  name: string;
  limit: number;
  windowMs: number;
  algorithm?: LimitAlgorithm | undefined;
  burst?: number | undefined;
  autoApply?: boolean;
}

/** What the create form sends; the verb parses it again. */
export interface KeyDraft {
  apiId: string;
  name: string;
  environment: "live" | "test";
  prefix?: string;
  externalId?: string;
  permissions: string[];
  roles?: string[];
  /** Left out: the API's default lifetime. */
  expiresAt?: string | null;
  ratelimits: LimitDraft[];
  credits?: CreditsDraft | null;
  ipAllowlist?: string[];
  publishable?: boolean;
  allowedOrigins?: string[];
  metadata?: Record<string, unknown>;
}

/** What is left out stays; null takes away. */
export interface KeyChange {
  name?: string;
  enabled?: boolean;
  externalId?: string | null;
  permissions?: string[];
  roles?: string[];
  expiresAt?: string | null;
  ratelimits?: LimitDraft[];
  ipAllowlist?: string[];
  allowedOrigins?: string[];
  metadata?: Record<string, unknown>;
}

/** A secret's first call, as the reveal waits for it. */
export interface FirstCallView {
  at: string;
  code: VerificationCode;
  ip: string | null;
}

type Answer<T> = Promise<ActionResult<T>>;

/** Server actions of the list, bound to its workspace. */
export interface KeyListActions {
  create: (draft: KeyDraft) => Answer<KeyWithSecret>;
  /** The id of the key that a whole secret belongs to. The secret goes in the request's body, never in an address. */
  findBySecret: (secret: string) => Answer<string | null>;
  firstCall: WaitForCall;
  /** Does one act to a few keys, with a result for each. */
  change: (keyIds: readonly string[], act: KeysAct) => Answer<KeyResult[]>;
  /** How many calls used these keys in the last hour; null where the person may not see usage. */
  callsLastHour: (keyIds: readonly string[]) => Answer<number | null>;
}

/** Server actions of one key's page, bound to its workspace and key. */
export interface KeyActions {
  /** `ifVersion`: only if it still is that version; else `precondition_failed`. */
  update: (change: KeyChange, ifVersion?: number) => Answer<KeyView>;
  /** The key as it is now. */
  read: () => Answer<KeyView>;
  credits: CreditsActions;
  revoke: () => Answer<KeyView>;
  rotate: (overlapSeconds: number) => Answer<KeyWithSecret>;
  complete: () => Answer<KeyView>;
  cancel: () => Answer<KeyView>;
  extend: (overlapSeconds: number) => Answer<KeyView>;
  firstCall: WaitForCall;
}

export type WaitForCall = (keyId: string, secretId: string) => Answer<FirstCallView | null>;

/** What the person's role allows. */
export interface KeyMay {
  create: boolean;
  update: boolean;
  rotate: boolean;
  revoke: boolean;
}
