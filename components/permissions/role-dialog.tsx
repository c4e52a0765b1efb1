"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { ChipInput } from "@/components/ui/chip-input";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import type { ActionResult } from "@/lib/http/action";
import type { CatalogueName } from "@/lib/permissions/list-permissions";
import { PERMISSION_PATTERN } from "@/lib/platform/permission";
import type { RoleView } from "@/lib/roles/schemas";
import type { RoleDraft } from "./actions";
import { PermissionGrid } from "./permission-grid";

export interface RoleDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The one to change; without it, a new one is made. */
  role?: RoleView | undefined;
  catalogue: readonly CatalogueName[];
  save: (draft: RoleDraft) => Promise<ActionResult<RoleView>>;
  onSaved: (role: RoleView) => void;
}

const FIELDS = ["name", "description", "permissions"];

/** Creates a role, or changes one: what it is called, and what it permits. */
export function RoleDialog({ open, onOpenChange, role, catalogue, save, onSaved }: RoleDialogProps) {
  const keys = role?.usedBy.keys ?? 0;
  const [draft, setDraft] = useState<RoleDraft>({
    name: role?.name ?? "",
    description: role?.description ?? "",
    permissions: role?.permissions ?? [],
  });
  const change = (part: Partial<RoleDraft>) => setDraft((now) => ({ ...now, ...part }));
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      size="l"
      title={role ? `Edit ${role.name}` : "Create role"}
      description={
        keys > 0 ? (
          <>
            <strong>{formatPlural(keys, "key")}</strong> {keys === 1 ? "has" : "have"} it, and what you change
            holds from the next call on.
          </>
        ) : (
          "A named set of permissions. A change of it reaches all keys that have it."
        )
      }
      confirm={role ? "Save" : "Create role"}
      shows={FIELDS}
      send={() => save(draft)}
      onDone={onSaved}
    >
      {(problem) => (
        <>
          <Field label="Name" error={fieldFault(problem, "name")} help="Keys are given it by this name.">
            <Input
              mono
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
              placeholder="order-clerk"
              autoFocus
            />
          </Field>
          <Field label="Description" optional error={fieldFault(problem, "description")}>
            <Input
              value={draft.description}
              onChange={(event) => change({ description: event.target.value })}
              autoComplete="off"
            />
          </Field>
          {catalogue.length > 0 && (
            <Field
              as="group"
              label="From the catalogue"
              help="A checked resource covers actions that come later."
            >
              <PermissionGrid
                catalogue={catalogue}
                values={draft.permissions}
                onChange={(permissions) => change({ permissions })}
              />
            </Field>
          )}
          <Field
            label="All that it permits"
            optional
            error={fieldFault(problem, "permissions")}
            help="What is typed here joins the catalogue. * is everything."
          >
            <ChipInput
              values={draft.permissions}
              onValuesChange={(permissions) => change({ permissions })}
              placeholder="orders:read"
              check={(value) =>
                PERMISSION_PATTERN.test(value)
                  ? null
                  : `${value} is not a permission. Write resource:action, resource:* or *.`
              }
            />
          </Field>
        </>
      )}
    </FormDialog>
  );
}
