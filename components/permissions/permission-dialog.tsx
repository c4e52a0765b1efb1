"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionResult } from "@/lib/http/action";
import type { PermissionView } from "@/lib/permissions/schemas";
import type { PermissionDraft } from "./actions";

export interface PermissionDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The one to change; its name stays. Without it, a new one is made. */
  permission?: PermissionView | undefined;
  save: (draft: PermissionDraft) => Promise<ActionResult<PermissionView>>;
  onSaved: (permission: PermissionView) => void;
}

/** Puts a permission into the catalogue, or changes what is said of one. */
export function PermissionDialog({ open, onOpenChange, permission, save, onSaved }: PermissionDialogProps) {
  const [name, setName] = useState(permission?.name ?? "");
  const [description, setDescription] = useState(permission?.description ?? "");
  const [administrative, setAdministrative] = useState(permission?.administrative ?? false);
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={permission ? `Edit ${permission.name}` : "Create permission"}
      description={
        permission
          ? "Its name stays: keys, roles and your own code say it."
          : "An entry of the catalogue, to choose from. Keys get it by name."
      }
      confirm={permission ? "Save" : "Create permission"}
      shows={["name", "description"]}
      send={() => save({ name: name.trim(), description, administrative })}
      onDone={onSaved}
    >
      {(problem) => (
        <>
          {!permission && (
            <Field
              label="Name"
              error={fieldFault(problem, "name")}
              help="resource:action, without a wildcard."
            >
              <Input
                mono
                value={name}
                onChange={(event) => setName(event.target.value)}
                placeholder="orders:read"
                autoFocus
              />
            </Field>
          )}
          <Field label="Description" optional error={fieldFault(problem, "description")}>
            <Input
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              autoComplete="off"
              placeholder="See orders and their lines"
            />
          </Field>
          <Checkbox
            label="Administrative"
            note="Keys that have it, also through a wildcard or a role, are held to their API's stricter limits from the next call on."
            checked={administrative}
            onChange={(event) => setAdministrative(event.target.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
