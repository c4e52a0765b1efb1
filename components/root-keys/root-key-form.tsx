"use client";

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Checkbox, RadioGroup, type RadioOption } from "@/components/ui/choice";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ActionProblem } from "@/lib/http/action";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyDraft } from "./actions";
import { type BoundsDraft, BoundsFields, boundsOf, draftOfBounds, isDateMissing } from "./bounds-fields";
import { ScopePicker } from "./scope-picker";
import { lost, PRESETS, type PresetName, presetOf } from "./scopes";

export interface RootKeyFormProps {
  grantable: readonly string[];
  /** All APIs, to limit it to some. */
  apis: readonly { id: string; name: string }[];
  /** The one that is changed; without it, a new one is made. */
  rootKey?: RootKeyView | undefined;
  problem: ActionProblem | undefined;
  busy: boolean;
  submit: string;
  onSubmit: (event: FormEvent, draft: RootKeyDraft) => void;
  /** Stands above the buttons: what would be shut out. */
  warning?: ReactNode;
}

const SHOWN = ["name", "permissions", "apiIds", "ipAllowlist", "expiresAt", "ratelimits"];

function presetOptions(grantable: ReadonlySet<string>): RadioOption<PresetName>[] {
  const lacking = (preset: Exclude<PresetName, "chosen">) =>
    PRESETS[preset].some((name) => !grantable.has(name));
  const option = (value: Exclude<PresetName, "chosen">, label: string, note: string) => ({
    value,
    label,
    note: lacking(value) ? "Your role does not have all of this, so you cannot give it." : note,
    disabled: lacking(value),
  });
  return [
    option(
      "verify",
      "Verify only",
      "For the backend or gateway that checks keys. It can see and change nothing.",
    ),
    option("read", "Read only", "Lists keys, APIs, usage and the audit log. For reports."),
    option("full", "Full", "Everything, now and in later versions. For your own administration only."),
    {
      value: "chosen",
      label: "Chosen permissions",
      note: "For a deploy job that rotates, or a portal that creates keys.",
    },
  ];
}

/** What a root key is and may do: name, permissions, APIs, addresses, expiry, limit. */
export function RootKeyForm(props: RootKeyFormProps) {
  const { grantable, apis, rootKey, problem, busy, onSubmit } = props;
  const may = new Set(grantable);
  const [name, setName] = useState(rootKey?.name ?? "");
  const [preset, setPreset] = useState<PresetName>(rootKey ? presetOf(rootKey.permissions) : "verify");
  const [chosen, setChosen] = useState<Set<string>>(new Set(rootKey?.permissions ?? ["keys:verify"]));
  const [bounds, setBounds] = useState<BoundsDraft>(() => draftOfBounds(rootKey));
  const [dateMissing, setDateMissing] = useState(false);
  const permissions = preset === "chosen" ? [...chosen] : [...PRESETS[preset]];
  const loses = rootKey ? lost(rootKey.permissions, permissions) : [];

  const errorOf = (field: string) => fieldFault(problem, field);
  const form = useRef<HTMLFormElement>(null);
  // A long form: what is wrong may lie out of sight.
  useEffect(() => {
    if (problem || dateMissing) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem, dateMissing]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isMissing = isDateMissing(bounds);
    setDateMissing(isMissing);
    if (!isMissing) onSubmit(event, { name, permissions, ...boundsOf(bounds) });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <DialogBody>
        <Field label="Name" help="Where it is used: the service, and its place." error={errorOf("name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
            placeholder="gateway-eu"
            autoFocus
          />
        </Field>
        <Field label="Permissions" as="group" error={errorOf("permissions")}>
          <RadioGroup
            name="preset"
            options={presetOptions(may)}
            value={preset}
            onValueChange={setPreset}
            cards
          />
          {preset === "chosen" && <ScopePicker chosen={chosen} onChange={setChosen} grantable={may} />}
          {loses.length > 0 && (
            <p role="status" className="text-o-limited-t">
              Calls that need <code>{loses.join(", ")}</code> get 403 from now on.
            </p>
          )}
        </Field>
        <Field label="APIs" as="group" error={errorOf("apiIds")}>
          <RadioGroup
            name="apis"
            options={[
              { value: "all", label: "All APIs", note: "Also those that are made later." },
              { value: "some", label: "Only these", note: "Of the others it sees and touches nothing." },
            ]}
            value={bounds.apis === null ? "all" : "some"}
            onValueChange={(which) => setBounds({ ...bounds, apis: which === "all" ? null : [] })}
          />
          {bounds.apis !== null && (
            <div className="pl-[26px]">
              {apis.map((api) => (
                <Checkbox
                  key={api.id}
                  label={api.name}
                  checked={bounds.apis?.includes(api.id) ?? false}
                  onChange={(event) =>
                    setBounds({
                      ...bounds,
                      apis: event.target.checked
                        ? [...(bounds.apis ?? []), api.id]
                        : (bounds.apis ?? []).filter((id) => id !== api.id),
                    })
                  }
                />
              ))}
              {bounds.apis.length === 0 && <p className="text-ink-3 text-label">Choose at least one.</p>}
            </div>
          )}
        </Field>
        <BoundsFields
          draft={bounds}
          onChange={setBounds}
          rootKey={rootKey}
          dateMissing={dateMissing}
          errorOf={errorOf}
        />
        {props.warning}
        <FormError>{formFault(problem, SHOWN)}</FormError>
      </DialogBody>
      <DialogFooter>
        <DialogClose>Cancel</DialogClose>
        <Button
          type="submit"
          variant="primary"
          loading={busy}
          disabled={bounds.apis !== null && bounds.apis.length === 0}
        >
          {props.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
