"use server";

import type { PermissionDraft, RoleDraft } from "@/components/permissions/actions";
import { pageContext } from "@/lib/auth/page-context";
import { actionResult } from "@/lib/http/action";
import { createPermission } from "@/lib/permissions/create-permission";
import { createPermissions } from "@/lib/permissions/create-permissions";
import { deletePermission } from "@/lib/permissions/delete-permission";
import { updatePermission } from "@/lib/permissions/update-permission";
import { createRole } from "@/lib/roles/create-role";
import { deleteRole } from "@/lib/roles/delete-role";
import { updateRole } from "@/lib/roles/update-role";

export async function createPermissionAction(slug: string, draft: PermissionDraft) {
  return actionResult(async () => createPermission((await pageContext(slug)).ctx, draft));
}

export async function createPermissionsAction(slug: string, drafts: PermissionDraft[]) {
  return actionResult(async () => createPermissions((await pageContext(slug)).ctx, { permissions: drafts }));
}

export async function updatePermissionAction(slug: string, id: string, draft: Omit<PermissionDraft, "name">) {
  return actionResult(async () => updatePermission((await pageContext(slug)).ctx, id, draft));
}

export async function deletePermissionAction(slug: string, id: string) {
  return actionResult(async () => deletePermission((await pageContext(slug)).ctx, id));
}

export async function createRoleAction(slug: string, draft: RoleDraft) {
  return actionResult(async () => createRole((await pageContext(slug)).ctx, draft));
}

export async function updateRoleAction(slug: string, id: string, draft: RoleDraft, version: number) {
  return actionResult(async () => updateRole((await pageContext(slug)).ctx, id, draft, version));
}

export async function deleteRoleAction(slug: string, id: string) {
  return actionResult(async () => deleteRole((await pageContext(slug)).ctx, id));
}
