"use client";

import { type ReactNode, useState } from "react";
import { DialogForm } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { Checkbox, RadioGroup, type RadioOption } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useZone } from "@/components/ui/time";
import type { ActionResult } from "@/lib/http/action";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyDraft } from "./actions";
import { type BoundsDraft, BoundsFields, boundsOf, draftOfBounds } from "./bounds-fields";
import { ScopePicker } from "./scope-picker";
import { lost, PRESETS, type PresetName, presetOf } from "./scopes";

export interface RootKeyFormProps<T> {
  grantable: readonly string[];
  /** All APIs, to limit it to some. */
  apis: readonly { id: string; name: string }[];
  /** The one that is changed; without it, a new one is made. */
  rootKey?: RootKeyView | undefined;
  confirm: string;
  /** Null: it was answered by a warning. */
  send: (draft: RootKeyDraft) => Promise<ActionResult<T> | null>;
  onDone: (value: T) => void;
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
export function RootKeyForm<T>(props: RootKeyFormProps<T>) {
  const { grantable, apis, rootKey, confirm, send, onDone, warning } = props;
  const zone = useZone();
  const may = new Set(grantable);
  const [name, setName] = useState(rootKey?.name ?? "");
  const [preset, setPreset] = useState<PresetName>(rootKey ? presetOf(rootKey.permissions) : "verify");
  const [chosen, setChosen] = useState<Set<string>>(new Set(rootKey?.permissions ?? ["keys:verify"]));
  const [bounds, setBounds] = useState<BoundsDraft>(() => draftOfBounds(rootKey));
  const [dateMissing, setDateMissing] = useState(false);
  const permissions = preset === "chosen" ? [...chosen] : [...PRESETS[preset]];
  const loses = rootKey ? lost(rootKey.permissions, permissions) : [];

  return (
    <DialogForm
      confirm={confirm}
      shows={SHOWN}
      disabled={bounds.apis !== null && bounds.apis.length === 0}
      send={() => {
        const wanted = boundsOf(bounds, zone);
        setDateMissing(wanted === null);
        return wanted && send({ name, permissions, ...wanted });
      }}
      onDone={onDone}
    >
      {(problem) => (
        <>
          <Field
            label="Name"
            help="Where it is used: the service, and its place."
            error={fieldFault(problem, "name")}
          >
            <Input
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              placeholder="gateway-eu"
              autoFocus
            />
          </Field>
          <Field label="Permissions" as="group" error={fieldFault(problem, "permissions")}>
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
          <Field label="APIs" as="group" error={fieldFault(problem, "apiIds")}>
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
            problem={problem}
          />
          {warning}
        </>
      )}
    </DialogForm>
  );
}
