"use client";

import { useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { OverrideView } from "@/lib/ratelimit/schemas";
import type { LimitActions } from "./actions";
import { fieldsOf, limitOf, NEW_LIMIT } from "./limit-draft";
import { BurstField, LimitNumbers } from "./limit-fields";
import { ALGORITHMS } from "./limit-words";

export interface OverrideDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The one to change; without it, a new one is made. */
  override?: OverrideView | undefined;
  save: LimitActions["set"];
  onSaved: (override: OverrideView) => void;
}

const FIELDS = ["namespace", "identifier", "limit", "windowMs", "algorithm", "burst"];
const CHOICES = [
  {
    value: "request" as const,
    label: "As the request says",
    note: "The algorithm that each request brings.",
  },
  ...ALGORITHMS,
];

/** Of the override's algorithm the fields know nothing where it is the request's. */
const numbersOf = (override: OverrideView | undefined) => {
  if (!override) return NEW_LIMIT;
  const { algorithm, burst, ...rule } = override;
  return fieldsOf({ ...rule, name: "", ...(algorithm && { algorithm }), ...(burst && { burst }) });
};

/** Gives an identifier its own limit, or changes it. */
export function OverrideDialog({ open, onOpenChange, override, save, onSaved }: OverrideDialogProps) {
  const [namespace, setNamespace] = useState(override?.namespace ?? "");
  const [identifier, setIdentifier] = useState(override?.identifier ?? "");
  const [numbers, setNumbers] = useState(numbersOf(override));
  const [choice, setChoice] = useState<(typeof CHOICES)[number]["value"]>(override?.algorithm ?? "request");
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={override ? `Edit the override of ${override.identifier}` : "Create override"}
      description={
        override
          ? `The new limit holds now for this identifier in ${override.namespace}. Another window length or algorithm starts a new count.`
          : "From now on this identifier has its own limit, whatever limit a call brings. One that it already has is replaced."
      }
      confirm={override ? "Save" : "Create override"}
      shows={FIELDS}
      send={() => {
        const { limit, windowMs, burst } = limitOf(numbers);
        const algorithm = choice === "request" ? {} : { algorithm: choice };
        return save({
          namespace,
          identifier,
          limit,
          windowMs,
          ...algorithm,
          ...(burst === undefined ? {} : { burst }),
        });
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
          <Field
            label="Algorithm"
            help={CHOICES.find(({ value }) => value === choice)?.note}
            error={fieldFault(problem, "algorithm")}
          >
            <Select
              options={CHOICES}
              value={choice}
              onValueChange={(value) => {
                setChoice(value);
                setNumbers({ ...numbers, algorithm: value === "request" ? "sliding_window" : value });
              }}
            />
          </Field>
          {choice === "token_bucket" && (
            <BurstField fields={numbers} onChange={setNumbers} burstError={fieldFault(problem, "burst")} />
          )}
        </>
      )}
    </FormDialog>
  );
}
