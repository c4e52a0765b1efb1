import type { ActionResult } from "@/lib/http/action";
import type { LimitAlgorithm } from "@/lib/ratelimit/limiter";
import type { OverrideView } from "@/lib/ratelimit/schemas";

/** What the form sends; the verb parses it again. */
export interface OverrideDraft {
  namespace: string;
  identifier: string;
  limit: number;
  windowMs: number;
  /** Without it, the algorithm of the request. */
  algorithm?: LimitAlgorithm;
  burst?: number;
}

/** The server actions of the page, bound to its workspace. */
export interface LimitActions {
  set: (draft: OverrideDraft) => Promise<ActionResult<OverrideView>>;
  remove: (id: string) => Promise<ActionResult<void>>;
}
