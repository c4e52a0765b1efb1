"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Bleed, PageHeader } from "@/components/shell/page";
import { StateChips } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatCount } from "@/components/ui/number-format";
import { SearchBox } from "@/components/ui/search-box";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { TabLinks } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import type { CatalogueCounts, CatalogueName } from "@/lib/permissions/list-permissions";
import type { PermissionView } from "@/lib/permissions/schemas";
import type { RoleView } from "@/lib/roles/schemas";
import type { PermissionActions } from "./actions";
import { BulkDialog } from "./bulk-dialog";
import { PermissionDialog } from "./permission-dialog";
import { PermissionTable } from "./permission-table";
import { type PermissionsParams, permissionsQuery } from "./permissions-params";
import { RoleDialog } from "./role-dialog";
import { RoleTable } from "./role-table";

export interface PermissionsProps {
  slug: string;
  params: PermissionsParams;
  permissions: readonly PermissionView[];
  roles: readonly RoleView[];
  nextCursor: string | null;
  counts: CatalogueCounts;
  catalogue: readonly CatalogueName[];
  actions: PermissionActions;
  may: {
    create: boolean;
    update: boolean;
    remove: boolean;
    createRole: boolean;
    updateRole: boolean;
    removeRole: boolean;
  };
}

type Act =
  | { kind: "permission"; permission?: PermissionView | undefined }
  | { kind: "role"; role?: RoleView | undefined }
  | { kind: "bulk" }
  | { kind: "remove"; permission: PermissionView }
  | { kind: "remove-role"; role: RoleView };

/** The catalogue of permissions and the roles made of it: two views of one page. */
export function Permissions(props: PermissionsProps) {
  const { slug, params, permissions, roles, counts, may } = props;
  const [act, setAct] = useState<Act & { open: boolean; turn: number }>();
  const begin = (next: Act) => setAct((now) => ({ ...next, open: true, turn: (now?.turn ?? 0) + 1 }));
  const onRoles = params.view === "roles";
  const base = `/${slug}/permissions`;
  const narrowed = params.q !== "" || params.administrative || params.permission !== "";
  const create = onRoles
    ? may.createRole && (
        <Button variant="primary" icon={<Plus />} onClick={() => begin({ kind: "role" })}>
          Create role
        </Button>
      )
    : may.create && (
        <>
          <Button onClick={() => begin({ kind: "bulk" })}>Create many</Button>
          <Button variant="primary" icon={<Plus />} onClick={() => begin({ kind: "permission" })}>
            Create permission
          </Button>
        </>
      );
  const none = onRoles ? roles.length === 0 : permissions.length === 0;
  return (
    <>
      <PageHeader
        title="Permissions and roles"
        note="What keys can be permitted, and named sets of it."
        actions={(!none || narrowed) && create}
        tabs={
          <TabLinks
            label="Views"
            bleed
            items={[
              { href: base, label: "Permissions", count: formatCount(counts.all), current: !onRoles },
              { href: `${base}?view=roles`, label: "Roles", current: onRoles },
            ]}
          />
        }
      />
      {(!none || narrowed) && <Narrowing {...props} />}
      {none ? (
        <Nothing narrowed={narrowed} onRoles={onRoles} action={create} />
      ) : (
        <>
          <Bleed className="border-line border-y">
            {onRoles ? (
              <RoleTable
                slug={slug}
                roles={roles}
                may={may}
                onEdit={(role) => begin({ kind: "role", role })}
                onRemove={(role) => begin({ kind: "remove-role", role })}
              />
            ) : (
              <PermissionTable
                slug={slug}
                permissions={permissions}
                may={may}
                onEdit={(permission) => begin({ kind: "permission", permission })}
                onRemove={(permission) => begin({ kind: "remove", permission })}
              />
            )}
          </Bleed>
          <Pages {...props} />
        </>
      )}
      {act && (
        <Acting {...props} key={act.turn} act={act} onOpenChange={(open) => setAct({ ...act, open })} />
      )}
    </>
  );
}

const hrefOf = (slug: string, query: Partial<PermissionsParams>) =>
  permissionsQuery(`/${slug}/permissions`, query);

function Narrowing({ slug, params, counts }: PermissionsProps) {
  const { view } = params;
  return (
    <div className="flex flex-wrap items-center gap-2 pb-2">
      <SearchBox label={`Search ${view}`} value={params.q} href={(q) => hrefOf(slug, { view, q })} />
      {view === "permissions" && (
        <StateChips
          label="Kinds"
          className="mx-0! px-0!"
          items={[
            {
              href: hrefOf(slug, { q: params.q }),
              label: "All",
              count: formatCount(counts.all),
              current: !params.administrative,
            },
            {
              href: hrefOf(slug, { q: params.q, administrative: true }),
              label: "Administrative",
              count: formatCount(counts.administrative),
              current: params.administrative,
            },
          ]}
        />
      )}
      {view === "roles" && params.permission && (
        <span className="text-ink-2">
          with <code className="text-ink">{params.permission}</code>
        </span>
      )}
    </div>
  );
}

function Pages({ slug, params, nextCursor }: PermissionsProps) {
  if (!nextCursor && !params.cursor) return null;
  const here = { ...params, cursor: null };
  return (
    <Pager
      note={null}
      previousHref={params.cursor ? hrefOf(slug, here) : undefined}
      nextHref={nextCursor ? hrefOf(slug, { ...here, cursor: nextCursor }) : undefined}
    />
  );
}

/** Nothing to show, and what to do about it. */
function Nothing({ narrowed, onRoles, action }: { narrowed: boolean; onRoles: boolean; action: ReactNode }) {
  return (
    <div className="rounded-lg border border-line">
      {narrowed ? (
        <EmptyState title={`No ${onRoles ? "role" : "permission"} matches`}>
          The search looks at names and descriptions.
        </EmptyState>
      ) : (
        <EmptyState title={onRoles ? "No role yet" : "No permission yet"} action={action}>
          {onRoles
            ? "A role is a named set of permissions. Change it once, and all keys that have it follow."
            : "A permission is written resource:action, such as orders:read. What a key is given joins the catalogue by itself."}
        </EmptyState>
      )}
    </div>
  );
}

/** The dialog of the act that was begun. It stays while it closes, so that its words do not change on the way out. */
function Acting({
  act,
  onOpenChange,
  actions,
  catalogue,
}: PermissionsProps & { act: Act & { open: boolean }; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const dialog = { open: act.open, onOpenChange };
  const done = (text: string) => {
    toast.success(text);
    router.refresh();
  };
  const removing = async (name: string, remove: () => ReturnType<PermissionActions["remove"]>) => {
    const result = await remove();
    if (!result.ok) return result.problem.detail;
    done(`${name} was deleted`);
    return undefined;
  };
  switch (act.kind) {
    case "permission": {
      const { permission } = act;
      return (
        <PermissionDialog
          {...dialog}
          permission={permission}
          save={({ name, ...rest }) =>
            permission ? actions.update(permission.id, rest) : actions.create({ name, ...rest })
          }
          onSaved={(saved) => done(`${saved.name} ${permission ? "saved" : "created"}`)}
        />
      );
    }
    case "role": {
      const { role } = act;
      return (
        <RoleDialog
          {...dialog}
          role={role}
          catalogue={catalogue}
          save={(draft) =>
            role ? actions.updateRole(role.id, draft, role.version) : actions.createRole(draft)
          }
          onSaved={(saved) => done(`${saved.name} ${role ? "saved" : "created"}`)}
        />
      );
    }
    case "bulk":
      return (
        <BulkDialog
          {...dialog}
          known={new Set(catalogue.map((one) => one.name))}
          createMany={actions.createMany}
          onCreated={() => router.refresh()}
        />
      );
    case "remove":
      return (
        <ConfirmDialog
          {...dialog}
          title={`Delete ${act.permission.name}?`}
          consequence="No key, role or API names it. Keys with a wildcard that covers it keep what the wildcard gives."
          confirm="Delete permission"
          onConfirm={() => removing(act.permission.name, () => actions.remove(act.permission.id))}
        />
      );
    case "remove-role":
      return (
        <ConfirmDialog
          {...dialog}
          title={`Delete ${act.role.name}?`}
          consequence="No key has it but revoked ones, which lose it."
          confirm="Delete role"
          onConfirm={() => removing(act.role.name, () => actions.removeRole(act.role.id))}
        />
      );
  }
}
