"use client";

import { type ReactNode, useEffect, useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { numberOf } from "@/components/forms/number-of";
import { fieldFault } from "@/components/forms/problem-text";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActionResult } from "@/lib/http/action";
import type { PolicyPreview } from "@/lib/policies/preview-policy";
import type { PolicyView } from "@/lib/policies/schemas";
import type { PolicyActions, PolicyRules } from "./actions";
import { previewSentences } from "./words";

export interface PolicyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The APIs to choose from; one, if a policy is changed. */
  apis: readonly { id: string; name: string }[];
  /** The one to change; without it, a new one is made. */
  policy?: PolicyView | undefined;
  save: (apiId: string, rules: PolicyRules) => Promise<ActionResult<PolicyView>>;
  preview: PolicyActions["preview"];
  onSaved: (policy: PolicyView) => void;
}

const FIELDS = ["apiId", "finishAfterQuietHours", "extendUpToHours", "rotateEveryDays", "remindDays"];

interface Draft {
  finish: string | null;
  extend: string | null;
  rotate: string | null;
  remind: string;
}

const textOf = (value: number | null) => (value === null ? null : String(value));
const draftOf = (policy: PolicyView | undefined): Draft =>
  policy
    ? {
        finish: textOf(policy.finishAfterQuietHours),
        extend: textOf(policy.extendUpToHours),
        rotate: textOf(policy.rotateEveryDays),
        remind: policy.remindDays.join(", "),
      }
    : { finish: "48", extend: null, rotate: null, remind: "30, 7, 1" };

/** What is no number is left to the server to name. */
function rulesOf(draft: Draft): PolicyRules {
  const number = (text: string | null) => (text === null ? null : numberOf(text));
  return {
    finishAfterQuietHours: number(draft.finish),
    extendUpToHours: number(draft.extend),
    rotateEveryDays: number(draft.rotate),
    remindDays: draft.remind
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number),
  };
}

/** Gives an API its policy, or changes it. */
export function PolicyDialog({
  open,
  onOpenChange,
  policy,
  apis,
  save,
  preview,
  onSaved,
}: PolicyDialogProps) {
  const [apiId, setApiId] = useState(apis[0]?.id ?? "");
  const [draft, setDraft] = useState<Draft>(() => draftOf(policy));
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      size="l"
      title={policy ? `Edit the policy of ${apis[0]?.name}` : "Create policy"}
      description="What happens by itself to the rotations of an API's keys. It looks once a minute; each act stands in the audit log."
      confirm={policy ? "Save" : "Create policy"}
      shows={FIELDS}
      send={() => save(apiId, rulesOf(draft))}
      onDone={onSaved}
    >
      {(problem) => (
        <>
          {!policy && (
            <Field label="API" error={fieldFault(problem, "apiId")}>
              <Select
                options={apis.map((api) => ({ value: api.id, label: api.name }))}
                value={apiId}
                onValueChange={setApiId}
              />
            </Field>
          )}
          <Rule
            label="Finish a rotation once its old secret is quiet"
            note="The old secret stops, so that none lies about. A call within these hours keeps it."
            value={draft.finish}
            usual="48"
            onChange={(finish) => set({ finish })}
            field="Quiet hours"
            error={fieldFault(problem, "finishAfterQuietHours")}
          />
          <Rule
            label="Extend a rotation while its old secret is in use"
            note="A day more each time, so that nobody is cut off who has not moved yet."
            value={draft.extend}
            usual="720"
            onChange={(extend) => set({ extend })}
            field="At most this many hours after its start"
            error={fieldFault(problem, "extendUpToHours")}
          />
          <Rule
            label="Call for a rotation at an age"
            note="Nothing is rotated by itself: only its owner can store the new secret. Overview and timeline say that it is due."
            value={draft.rotate}
            usual="90"
            onChange={(rotate) => set({ rotate })}
            field="Every this many days"
            error={fieldFault(problem, "rotateEveryDays")}
          >
            <Field label="Remind days before" error={fieldFault(problem, "remindDays")}>
              <Input value={draft.remind} onChange={(event) => set({ remind: event.target.value })} />
            </Field>
          </Rule>
          <Consequence apiId={apiId} draft={draft} preview={preview} />
        </>
      )}
    </FormDialog>
  );
}

interface RuleProps {
  label: string;
  note: string;
  /** Null: the rule is off. */
  value: string | null;
  usual: string;
  onChange: (value: string | null) => void;
  field: string;
  error: string | undefined;
  children?: ReactNode;
}

/** A rule to switch on, and its number. */
function Rule({ label, note, value, usual, onChange, field, error, children }: RuleProps) {
  return (
    <div className="flex flex-col gap-2">
      <Checkbox
        label={label}
        note={note}
        checked={value !== null}
        onChange={(event) => onChange(event.target.checked ? usual : null)}
      />
      {value !== null && (
        <div className="grid grid-cols-2 gap-4 pl-[26px] narrow:grid-cols-1">
          <Field label={field} error={error}>
            <Input
              inputMode="numeric"
              autoComplete="off"
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          </Field>
          {children}
        </div>
      )}
    </div>
  );
}

/** What the rules as they stand would do now; asked once the typing rests. */
function Consequence({
  apiId,
  draft,
  preview,
}: { apiId: string; draft: Draft } & Pick<PolicyDialogProps, "preview">) {
  const [found, setFound] = useState<PolicyPreview | null>(null);
  const wanted = JSON.stringify(rulesOf(draft));
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const result = await preview(apiId, JSON.parse(wanted));
      if (isCurrent) setFound(result.ok ? result.value : null);
    }, 300);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [apiId, wanted, preview]);
  return (
    <div role="status" className="min-h-9 rounded-md bg-inset px-3 py-2 text-ink-2">
      {found ? (
        <>
          <b className="font-medium text-ink">Now:</b>{" "}
          {previewSentences(found, draft.rotate !== null).join(" ")}
        </>
      ) : (
        "What it would do now follows from its numbers."
      )}
    </div>
  );
}
