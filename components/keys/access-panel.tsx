"use client";

import { EditButton } from "@/components/forms/edit-button";
import { CodeChip } from "@/components/ui/badge";
import { Facts, Panel } from "@/components/ui/panel";
import { EditPermissions, type EditPermissionsProps, EditReach } from "./edit-access";

export interface AccessPanelProps extends Omit<EditPermissionsProps, "open" | "onClose"> {
  mayUpdate: boolean;
  /** The workspace's roles, to be chosen from. */
  roles: readonly string[];
}

/** What a key may do. */
export function AccessPanel({ mayUpdate, roles, ...edit }: AccessPanelProps) {
  const { permissions, publishable, ipAllowlist, allowedOrigins } = edit.view;
  return (
    <Panel
      title="Access"
      actions={
        mayUpdate && (
          <>
            <EditButton name="Edit permissions" label="Permissions">
              {(dialog) => <EditPermissions {...edit} {...dialog} />}
            </EditButton>
            <EditButton
              name={publishable ? "Edit origins and addresses" : "Edit roles and addresses"}
              label={publishable ? "Origins" : "Roles"}
            >
              {(dialog) => <EditReach {...edit} {...dialog} roles={roles} />}
            </EditButton>
          </>
        )
      }
    >
      <Facts
        items={[
          {
            label: "Permissions",
            value:
              permissions.length > 0 ? (
                permissions.map((name) => <CodeChip key={name}>{name}</CodeChip>)
              ) : (
                <span className="text-ink-2">None: only calls that ask for none pass.</span>
              ),
          },
          ...(publishable ? [] : [{ label: "Roles", value: chips(edit.view.roles, "None") }]),
          { label: "Addresses", value: chips(ipAllowlist, "Any") },
          ...(publishable ? [{ label: "Origins", value: chips(allowedOrigins, "None") }] : []),
          { label: "API", value: edit.apiName },
          { label: "Environment", value: edit.view.environment },
        ]}
      />
    </Panel>
  );
}

function chips(names: readonly string[], none: string) {
  if (names.length === 0) return <span className="text-ink-2">{none}</span>;
  return names.map((name) => <CodeChip key={name}>{name}</CodeChip>);
}
