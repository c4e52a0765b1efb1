import type { ActionResult } from "@/lib/http/action";
import type { RootKeyView } from "@/lib/root-keys/schemas";

/** What the create form sends; the verb parses it again. */
export interface RootKeyDraft {
  name: string;
  permissions: string[];
  expiresAt: string | null;
  ratelimits: { name: string; limit: number; windowMs: number }[];
}

export type RootKeyWithSecret = { rootKey: RootKeyView; secret: string };

/** The server actions of the page, bound to its workspace. */
export interface RootKeyActions {
  create: (draft: RootKeyDraft) => Promise<ActionResult<RootKeyWithSecret>>;
  rotate: (id: string, overlapSeconds: number) => Promise<ActionResult<RootKeyWithSecret>>;
  complete: (id: string) => Promise<ActionResult<RootKeyView>>;
  cancel: (id: string) => Promise<ActionResult<RootKeyView>>;
  revoke: (id: string) => Promise<ActionResult<RootKeyView>>;
}
