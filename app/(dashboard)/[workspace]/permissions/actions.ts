"use server";

import { z } from "zod";
import type { PermissionDraft, RoleDraft } from "@/components/permissions/actions";
import { action, draftOf, idArgument, numberArgument } from "@/lib/http/action";
import { createPermission } from "@/lib/permissions/create-permission";
import { createPermissions } from "@/lib/permissions/create-permissions";
import { deletePermission } from "@/lib/permissions/delete-permission";
import { updatePermission } from "@/lib/permissions/update-permission";
import { createRole } from "@/lib/roles/create-role";
import { deleteRole } from "@/lib/roles/delete-role";
import { updateRole } from "@/lib/roles/update-role";

const permissionArgument = draftOf<PermissionDraft>();
const roleArgument = draftOf<RoleDraft>();

export const createPermissionAction = action([permissionArgument], async ({ ctx }, draft) =>
  createPermission(ctx, draft),
);

export const createPermissionsAction = action([z.array(permissionArgument)], async ({ ctx }, permissions) =>
  createPermissions(ctx, { permissions }),
);

export const updatePermissionAction = action(
  [idArgument, draftOf<Omit<PermissionDraft, "name">>()],
  async ({ ctx }, id, draft) => updatePermission(ctx, id, draft),
);

export const deletePermissionAction = action([idArgument], async ({ ctx }, id) => deletePermission(ctx, id));

export const createRoleAction = action([roleArgument], async ({ ctx }, draft) => createRole(ctx, draft));

export const updateRoleAction = action(
  [idArgument, roleArgument, numberArgument],
  async ({ ctx }, id, draft, version) => updateRole(ctx, id, draft, version),
);

export const deleteRoleAction = action([idArgument], async ({ ctx }, id) => deleteRole(ctx, id));
