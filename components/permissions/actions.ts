import type { ActionResult } from "@/lib/http/action";
import type { BulkAnswer, PermissionView } from "@/lib/permissions/schemas";
import type { RoleView } from "@/lib/roles/schemas";

/** What the forms send; the verbs parse it again. */
export interface PermissionDraft {
  name: string;
  description: string;
  administrative: boolean;
}
export interface RoleDraft {
  name: string;
  description: string;
  permissions: string[];
}

/** The server actions of the page, bound to its workspace. */
export interface PermissionActions {
  create: (draft: PermissionDraft) => Promise<ActionResult<PermissionView>>;
  createMany: (drafts: PermissionDraft[]) => Promise<ActionResult<BulkAnswer>>;
  update: (id: string, draft: Omit<PermissionDraft, "name">) => Promise<ActionResult<PermissionView>>;
  remove: (id: string) => Promise<ActionResult<void>>;
  createRole: (draft: RoleDraft) => Promise<ActionResult<RoleView>>;
  /** `version`: the one that was shown, so that nobody's change meanwhile is lost. */
  updateRole: (id: string, draft: RoleDraft, version: number) => Promise<ActionResult<RoleView>>;
  removeRole: (id: string) => Promise<ActionResult<void>>;
}
