"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { ChipInput } from "@/components/ui/chip-input";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ApiView } from "@/lib/apis/schemas";
import type { ActionResult } from "@/lib/http/action";
import { PERMISSION_PATTERN } from "@/lib/platform/permission";
import type { ApiDraft } from "./actions";

export interface ApiDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The one to change; without it, a new one is made. */
  api?: ApiView | undefined;
  save: (draft: ApiDraft) => Promise<ActionResult<ApiView>>;
  onSaved: (api: ApiView) => void;
}

const FIELDS = ["name", "defaultPrefix", "permissions"];

/** Creates an API, or changes one. */
export function ApiDialog({ open, onOpenChange, api, save, onSaved }: ApiDialogProps) {
  const [name, setName] = useState(api?.name ?? "");
  const [prefix, setPrefix] = useState(api?.defaultPrefix ?? "sk");
  const [permissions, setPermissions] = useState<string[]>(api?.permissions ?? []);
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={api ? `Edit ${api.name}` : "Create API"}
      description={
        api
          ? "Keys that exist keep their prefix and permissions; new ones take these."
          : "An API is what your keys open. Each key belongs to one, and takes its defaults."
      }
      confirm={api ? "Save" : "Create API"}
      shows={FIELDS}
      send={() => save({ name, defaultPrefix: prefix, permissions })}
      onDone={onSaved}
    >
      {(problem) => (
        <>
          <Field label="Name" error={fieldFault(problem, "name")}>
            <Input
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              placeholder="Orders API"
              autoFocus
            />
          </Field>
          <Field
            label="Default prefix"
            error={fieldFault(problem, "defaultPrefix")}
            help={
              <>
                Its keys begin with <code className="text-ink-2">{prefix || "sk"}_live_</code> or{" "}
                <code className="text-ink-2">{prefix || "sk"}_test_</code>, unless one is given another.
              </>
            }
          >
            <Input
              mono
              value={prefix}
              onChange={(event) => setPrefix(event.target.value.toLowerCase())}
              maxLength={16}
              className="max-w-[180px]"
            />
          </Field>
          <Field
            label="Permissions offered"
            optional
            error={fieldFault(problem, "permissions")}
            help="To choose from when a key is created, such as orders:read. Enter adds one."
          >
            <ChipInput
              values={permissions}
              onValuesChange={setPermissions}
              placeholder="orders:read"
              check={(value) =>
                PERMISSION_PATTERN.test(value)
                  ? null
                  : `${value} is not of the form resource:action, such as orders:read.`
              }
            />
          </Field>
        </>
      )}
    </FormDialog>
  );
}
