import type { ActionResult } from "@/lib/http/action";
import type { PolicyPreview } from "@/lib/policies/preview-policy";
import type { PolicyView } from "@/lib/policies/schemas";

/** What the form sends; the verb parses it again. Null: it does not happen by itself. */
export interface PolicyRules {
  finishAfterQuietHours: number | null;
  extendUpToHours: number | null;
  rotateEveryDays: number | null;
  remindDays: number[];
}

/** The server actions of the page, bound to its workspace. */
export interface PolicyActions {
  create: (apiId: string, rules: PolicyRules) => Promise<ActionResult<PolicyView>>;
  update: (id: string, rules: PolicyRules, version: number) => Promise<ActionResult<PolicyView>>;
  remove: (id: string) => Promise<ActionResult<unknown>>;
  preview: (apiId: string, rules: PolicyRules) => Promise<ActionResult<PolicyPreview>>;
}
