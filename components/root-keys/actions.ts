import type { LimitDraft } from "@/components/keys/actions";
import type { ActionResult } from "@/lib/http/action";
import type { RootKeyView } from "@/lib/root-keys/schemas";

/** What the form sends; the verb parses it again. */
export interface RootKeyDraft {
  name: string;
  permissions: string[];
  /** Left out: as it is. */
  expiresAt?: string | null;
  apiIds: string[];
  ipAllowlist: string[];
  /** Left out: as they are. */
  ratelimits?: LimitDraft[];
}

export type RootKeyWithSecret = { rootKey: RootKeyView; secret: string };

/** The server actions of the page, bound to its workspace. */
export interface RootKeyActions {
  create: (draft: RootKeyDraft) => Promise<ActionResult<RootKeyWithSecret>>;
  update: (id: string, draft: RootKeyDraft, version: number) => Promise<ActionResult<RootKeyView>>;
  setEnabled: (id: string, enabled: boolean) => Promise<ActionResult<RootKeyView>>;
  /** From where it was used, and could not be any more with this allowlist. */
  shutOut: (id: string, ipAllowlist: string[]) => Promise<ActionResult<string[]>>;
  extend: (id: string, overlapSeconds: number) => Promise<ActionResult<RootKeyView>>;
  rotate: (id: string, overlapSeconds: number) => Promise<ActionResult<RootKeyWithSecret>>;
  complete: (id: string) => Promise<ActionResult<RootKeyView>>;
  cancel: (id: string) => Promise<ActionResult<RootKeyView>>;
  revoke: (id: string) => Promise<ActionResult<RootKeyView>>;
}
