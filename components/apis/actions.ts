import type { LimitDraft } from "@/components/keys/actions";
import type { ApiView } from "@/lib/apis/schemas";
import type { ActionResult } from "@/lib/http/action";

/** What the form sends; the verb parses it again. */
export interface ApiDraft {
  name: string;
  defaultPrefix: string;
  permissions: string[];
}

/** Limits and lifetimes; null: none. */
export interface ApiDefaultsDraft {
  ratelimits: LimitDraft[];
  administrativeRatelimits: LimitDraft[];
  defaultLifetimeSeconds: number | null;
  maxLifetimeSeconds: number | null;
}

/** The server actions of the page, bound to its workspace. */
export interface ApiActions {
  create: (draft: ApiDraft) => Promise<ActionResult<ApiView>>;
  update: (id: string, draft: ApiDraft) => Promise<ActionResult<ApiView>>;
  /** Bound to one API; `version` is the one that was shown. */
  updateDefaults: (draft: ApiDefaultsDraft, version: number) => Promise<ActionResult<ApiView>>;
  remove: (id: string) => Promise<ActionResult<void>>;
}
