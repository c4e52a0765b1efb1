"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Checkbox, RadioGroup, type RadioOption } from "@/components/ui/choice";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { DateTimeInput, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActionProblem } from "@/lib/http/action";
import type { RootKeyDraft } from "./actions";
import { ScopePicker } from "./scope-picker";
import { PRESETS, type PresetName } from "./scopes";

export interface CreateFormProps {
  grantable: readonly string[];
  problem: ActionProblem | undefined;
  busy: boolean;
  onSubmit: (event: FormEvent, draft: RootKeyDraft) => void;
}

const SHOWN = ["name", "permissions", "expiresAt", "ratelimits"];

type Expiry = "never" | "30" | "90" | "365" | "own";
const EXPIRIES: readonly { value: Expiry; label: string }[] = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In 365 days" },
  { value: "own", label: "At a time of my own" },
  { value: "never", label: "Never" },
];
const WINDOWS = [
  { value: "1000", label: "a second" },
  { value: "60000", label: "a minute" },
  { value: "3600000", label: "an hour" },
] as const;

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

function expiryOf(choice: Expiry, own: string): string | null {
  if (choice === "never") return null;
  if (choice === "own") return own ? new Date(own).toISOString() : null;
  return new Date(Date.now() + Number(choice) * 86_400_000).toISOString();
}

/** Name, permissions, expiry, limit. */
export function CreateForm({ grantable, problem, busy, onSubmit }: CreateFormProps) {
  const may = new Set(grantable);
  const [name, setName] = useState("");
  const [preset, setPreset] = useState<PresetName>("verify");
  const [chosen, setChosen] = useState<Set<string>>(new Set(["keys:verify"]));
  const [expiry, setExpiry] = useState<Expiry>("never");
  const [own, setOwn] = useState("");
  const [limited, setLimited] = useState(false);
  const [limit, setLimit] = useState("1000");
  const [windowMs, setWindowMs] = useState<(typeof WINDOWS)[number]["value"]>("60000");
  const [ownMissing, setOwnMissing] = useState(false);

  const errorOf = (field: string) => fieldFault(problem, field);
  const form = useRef<HTMLFormElement>(null);
  // A long form: what is wrong may lie out of sight.
  useEffect(() => {
    if (problem || ownMissing) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem, ownMissing]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setOwnMissing(expiry === "own" && !own);
    if (expiry === "own" && !own) return;
    onSubmit(event, {
      name,
      permissions: preset === "chosen" ? [...chosen] : [...PRESETS[preset]],
      expiresAt: expiryOf(expiry, own),
      ratelimits: limited ? [{ name: "requests", limit: Number(limit), windowMs: Number(windowMs) }] : [],
    });
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
        </Field>
        <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
          <Field label="Expires" error={expiry === "own" ? undefined : errorOf("expiresAt")}>
            <Select options={EXPIRIES} value={expiry} onValueChange={setExpiry} />
          </Field>
          {expiry === "own" && (
            <Field label="Expires at" error={ownMissing ? "Give a date and a time." : errorOf("expiresAt")}>
              <DateTimeInput value={own} onChange={(event) => setOwn(event.target.value)} />
            </Field>
          )}
        </div>
        <div className="flex flex-col gap-2">
          <Checkbox
            label="Limit its calls"
            note="Without one, management calls are limited to 3,000 a minute and verifying is not limited."
            checked={limited}
            onChange={(event) => setLimited(event.target.checked)}
          />
          {limited && (
            <div className="grid grid-cols-2 gap-4 pl-[26px] narrow:grid-cols-1 narrow:pl-0">
              <Field label="Calls" error={errorOf("ratelimits")}>
                <Input
                  type="number"
                  min={1}
                  inputMode="numeric"
                  value={limit}
                  onChange={(event) => setLimit(event.target.value)}
                />
              </Field>
              <Field label="In any window of">
                <Select options={WINDOWS} value={windowMs} onValueChange={setWindowMs} />
              </Field>
            </div>
          )}
        </div>
        <FormError>{formFault(problem, SHOWN)}</FormError>
      </DialogBody>
      <DialogFooter>
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          Create root key
        </Button>
      </DialogFooter>
    </form>
  );
}
