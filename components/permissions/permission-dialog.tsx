"use client";

import { type FormEvent, useState, useTransition } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionProblem, ActionResult } from "@/lib/http/action";
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
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={permission ? `Edit ${permission.name}` : "Create permission"}
      description={
        permission
          ? "Its name stays: keys, roles and your own code say it."
          : "An entry of the catalogue, to choose from. Keys get it by name."
      }
    >
      <PermissionForm
        permission={permission}
        save={save}
        onSaved={(saved) => {
          onOpenChange(false);
          onSaved(saved);
        }}
      />
    </Dialog>
  );
}

function PermissionForm({
  permission,
  save,
  onSaved,
}: Pick<PermissionDialogProps, "permission" | "save" | "onSaved">) {
  const [name, setName] = useState(permission?.name ?? "");
  const [description, setDescription] = useState(permission?.description ?? "");
  const [administrative, setAdministrative] = useState(permission?.administrative ?? false);
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const result = await save({ name: name.trim(), description, administrative });
      if (result.ok) onSaved(result.value);
      else setProblem(result.problem);
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        {!permission && (
          <Field label="Name" error={fieldFault(problem, "name")} help="resource:action, without a wildcard.">
            <Input
              mono
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
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
        <FormError>{formFault(problem, ["name", "description"])}</FormError>
      </DialogBody>
      <DialogFooter>
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          {permission ? "Save" : "Create permission"}
        </Button>
      </DialogFooter>
    </form>
  );
}
