"use client";

import { useState } from "react";
import { CodeChip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Facts, Panel } from "@/components/ui/panel";
import { EditPermissions, type EditPermissionsProps, EditReach } from "./edit-access";

export interface AccessPanelProps extends Omit<EditPermissionsProps, "open" | "onClose"> {
  mayUpdate: boolean;
  /** The workspace's roles, to be chosen from. */
  roles: readonly string[];
}

/** What a key may do. */
export function AccessPanel({ mayUpdate, roles, ...edit }: AccessPanelProps) {
  const [asked, setAsked] = useState({ open: false, turn: 0 });
  const [reach, setReach] = useState({ open: false, turn: 0 });
  const { permissions, publishable, ipAllowlist, allowedOrigins } = edit.view;
  return (
    <Panel
      title="Access"
      actions={
        mayUpdate && (
          <>
            <Button
              size="m"
              variant="ghost"
              aria-label="Edit permissions"
              onClick={() => setAsked(({ turn }) => ({ open: true, turn: turn + 1 }))}
            >
              Permissions
            </Button>
            <Button
              size="m"
              variant="ghost"
              aria-label={publishable ? "Edit origins and addresses" : "Edit roles and addresses"}
              onClick={() => setReach(({ turn }) => ({ open: true, turn: turn + 1 }))}
            >
              {publishable ? "Origins" : "Roles"}
            </Button>
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
      <EditPermissions
        key={asked.turn}
        {...edit}
        open={asked.open}
        onClose={() => setAsked(({ turn }) => ({ open: false, turn }))}
      />
      <EditReach
        key={`reach-${reach.turn}`}
        {...edit}
        roles={roles}
        open={reach.open}
        onClose={() => setReach(({ turn }) => ({ open: false, turn }))}
      />
    </Panel>
  );
}

function chips(names: readonly string[], none: string) {
  if (names.length === 0) return <span className="text-ink-2">{none}</span>;
  return names.map((name) => <CodeChip key={name}>{name}</CodeChip>);
}
