"use client";

import { useState } from "react";
import { CodeChip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Facts, Panel } from "@/components/ui/panel";
import { EditPermissions, type EditPermissionsProps } from "./edit-access";

export interface AccessPanelProps extends Omit<EditPermissionsProps, "open" | "onClose"> {
  mayUpdate: boolean;
}

/** What a key may do. */
export function AccessPanel({ mayUpdate, ...edit }: AccessPanelProps) {
  const [asked, setAsked] = useState({ open: false, turn: 0 });
  const { permissions } = edit.view;
  return (
    <Panel
      title="Access"
      actions={
        mayUpdate && (
          <Button
            size="m"
            variant="ghost"
            aria-label="Edit permissions"
            onClick={() => setAsked(({ turn }) => ({ open: true, turn: turn + 1 }))}
          >
            Edit
          </Button>
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
    </Panel>
  );
}
