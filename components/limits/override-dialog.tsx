"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { OverrideView } from "@/lib/ratelimit/schemas";
import type { LimitActions } from "./actions";
import { fieldsOf, limitOf, NEW_LIMIT } from "./limit-draft";
import { LimitNumbers } from "./limit-fields";

export interface OverrideDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The one to change; without it, a new one is made. */
  override?: OverrideView | undefined;
  save: LimitActions["set"];
  onSaved: (override: OverrideView) => void;
}

const FIELDS = ["namespace", "identifier", "limit", "windowMs"];

/** Gives an identifier its own limit, or changes it. */
export function OverrideDialog({ open, onOpenChange, override, save, onSaved }: OverrideDialogProps) {
  const [namespace, setNamespace] = useState(override?.namespace ?? "");
  const [identifier, setIdentifier] = useState(override?.identifier ?? "");
  const [numbers, setNumbers] = useState(override ? fieldsOf({ ...override, name: "" }) : NEW_LIMIT);
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={override ? `Edit the override of ${override.identifier}` : "Create override"}
      description={
        override
          ? `The new limit holds now for this identifier in ${override.namespace}. A window of another length begins empty.`
          : "From now on this identifier has its own limit, whatever limit a call brings. One that it already has is replaced."
      }
      confirm={override ? "Save" : "Create override"}
      shows={FIELDS}
      send={() => {
        const { limit, windowMs } = limitOf(numbers);
        return save({ namespace, identifier, limit, windowMs });
      }}
      onDone={onSaved}
    >
      {(problem) => (
        <>
          {!override && (
            <>
              <Field
                label="Namespace"
                help="What is limited, as your calls name it."
                error={fieldFault(problem, "namespace")}
              >
                <Input
                  mono
                  value={namespace}
                  onChange={(event) => setNamespace(event.target.value)}
                  placeholder="email.send"
                  autoFocus
                />
              </Field>
              <Field
                label="Identifier"
                help="Who is limited: a user, an address, an organisation."
                error={fieldFault(problem, "identifier")}
              >
                <Input
                  mono
                  value={identifier}
                  onChange={(event) => setIdentifier(event.target.value)}
                  placeholder="customer_42"
                />
              </Field>
            </>
          )}
          <LimitNumbers
            fields={numbers}
            onChange={setNumbers}
            limitError={fieldFault(problem, "limit")}
            windowError={fieldFault(problem, "windowMs")}
          />
        </>
      )}
    </FormDialog>
  );
}
