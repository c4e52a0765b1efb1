import type { ApiView } from "@/lib/apis/schemas";
import type { ActionResult } from "@/lib/http/action";

/** What the form sends; the verb parses it again. */
export interface ApiDraft {
  name: string;
  defaultPrefix: string;
  permissions: string[];
}

/** The server actions of the page, bound to its workspace. */
export interface ApiActions {
  create: (draft: ApiDraft) => Promise<ActionResult<ApiView>>;
  update: (id: string, draft: ApiDraft) => Promise<ActionResult<ApiView>>;
  remove: (id: string) => Promise<ActionResult<void>>;
}
