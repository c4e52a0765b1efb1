import type { Metadata } from "next";
import { NotPermitted } from "@/components/overview/not-permitted";
import type { PermissionActions } from "@/components/permissions/actions";
import { Permissions } from "@/components/permissions/permissions";
import { loadPermissionsParams } from "@/components/permissions/permissions-params";
import { Page } from "@/components/shell/page";
import { pageContext } from "@/lib/auth/page-context";
import { page } from "@/lib/http/page";
import { catalogueNames, countPermissions, listPermissions } from "@/lib/permissions/list-permissions";
import type { Scope } from "@/lib/platform/context";
import { allows } from "@/lib/platform/permission";
import { listRoles } from "@/lib/roles/list-roles";
import {
  createPermissionAction,
  createPermissionsAction,
  createRoleAction,
  deletePermissionAction,
  deleteRoleAction,
  updatePermissionAction,
  updateRoleAction,
} from "./actions";

export const metadata: Metadata = { title: "Permissions and roles" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default page(async function PermissionsPage({ params, searchParams }: Props) {
  const { workspace: slug } = await params;
  const { ctx } = await pageContext(slug);
  const may = (scope: Scope) => allows(ctx.scopes, scope);
  const crumbs = [{ label: "Permissions and roles" }];
  if (!may("permissions:read") || !may("roles:read"))
    return (
      <Page crumbs={crumbs} unscoped>
        <NotPermitted title="Permissions and roles" needs="permissions:read" />
      </Page>
    );
  const asked = await loadPermissionsParams(searchParams);
  const filter = {
    ...(asked.q ? { search: asked.q } : {}),
    ...(asked.cursor ? { cursor: asked.cursor } : {}),
  };
  const administrative = asked.administrative ? { administrative: "true" as const } : {};
  const [permissions, roles, counts, names] = await Promise.all([
    asked.view === "permissions" ? listPermissions(ctx, { ...filter, ...administrative }) : null,
    asked.view === "roles"
      ? listRoles(ctx, { ...filter, ...(asked.permission ? { permission: asked.permission } : {}) })
      : null,
    countPermissions(ctx),
    catalogueNames(ctx),
  ]);
  return (
    <Page crumbs={crumbs} unscoped>
      <Permissions
        slug={slug}
        params={asked}
        permissions={permissions?.items ?? []}
        roles={roles?.items ?? []}
        nextCursor={(permissions ?? roles)?.nextCursor ?? null}
        counts={counts}
        catalogue={names}
        actions={actionsOf(slug)}
        may={{
          create: may("permissions:create"),
          update: may("permissions:update"),
          remove: may("permissions:delete"),
          createRole: may("roles:create"),
          updateRole: may("roles:update"),
          removeRole: may("roles:delete"),
        }}
      />
    </Page>
  );
});

function actionsOf(slug: string): PermissionActions {
  return {
    create: createPermissionAction.bind(null, slug),
    createMany: createPermissionsAction.bind(null, slug),
    update: updatePermissionAction.bind(null, slug),
    remove: deletePermissionAction.bind(null, slug),
    createRole: createRoleAction.bind(null, slug),
    updateRole: updateRoleAction.bind(null, slug),
    removeRole: deleteRoleAction.bind(null, slug),
  };
}
