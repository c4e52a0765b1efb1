import type { CreditsActions } from "@/components/credits/actions";
import type { LimitDraft } from "@/components/keys/actions";
import type { ActionResult } from "@/lib/http/action";
import type { IdentityView } from "@/lib/identities/schemas";

export type IdentityLimitDraft = LimitDraft & { perKey?: boolean };

/** What is given is changed. `metadata` is the text as it was typed; the action reads it. */
export interface IdentityChange {
  metadata?: Record<string, unknown>;
  ratelimits?: IdentityLimitDraft[];
}

/** The server actions of an identity's page, bound to it. */
export interface IdentityActions {
  update: (change: IdentityChange, version: number) => Promise<ActionResult<IdentityView>>;
  remove: () => Promise<ActionResult<void>>;
  credits: CreditsActions;
}
