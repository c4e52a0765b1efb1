import type { ActionResult } from "@/lib/http/action";
import type { KeyView, KeyWithSecret } from "@/lib/keys/schemas";
import type { VerificationCode } from "@/lib/verify/codes";

export interface LimitDraft {
  name: string;
  limit: number;
  windowMs: number;
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
  expiresAt: string | null;
  ratelimits: LimitDraft[];
}

/** What is left out stays; null takes away. */
export interface KeyChange {
  name?: string;
  enabled?: boolean;
  externalId?: string | null;
  permissions?: string[];
  expiresAt?: string | null;
  ratelimits?: LimitDraft[];
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
}

/** Server actions of one key's page, bound to its workspace and key. */
export interface KeyActions {
  update: (change: KeyChange) => Answer<KeyView>;
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
