"use client";

import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { LimitRows, limitRows, limitsOf } from "@/components/limits/limit-rows";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import { toast } from "@/components/ui/toast";
import type { ActionProblem } from "@/lib/http/action";
import type { IdentityView } from "@/lib/identities/schemas";
import type { IdentityActions, IdentityChange } from "./actions";

interface EditProps {
  view: IdentityView;
  update: IdentityActions["update"];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChanged: () => void;
}

const consequence = (view: IdentityView) =>
  view.usedBy.keys === 0
    ? "It has no key yet."
    : `${formatPlural(view.usedBy.keys, "key")} of it ${view.usedBy.keys === 1 ? "takes" : "take"} this from the next call on.`;

/** Limits that its keys share, or that stand in place of their API's. */
export function EditIdentityLimits(props: EditProps) {
  const [rows, setRows] = useState(() => limitRows(props.view.ratelimits));
  return (
    <EditDialog
      {...props}
      title={`Change the limits of ${props.view.externalId}`}
      shows={["ratelimits"]}
      change={() => ({ ratelimits: limitsOf(rows, true) })}
    >
      {(problem) => (
        <LimitRows
          rows={rows}
          onChange={setRows}
          problem={problem}
          none="No limit of its own: those of its keys and their API hold."
          shared
        />
      )}
    </EditDialog>
  );
}

/** The object that verify hands on with each answer. */
export function EditMetadata(props: EditProps) {
  const [text, setText] = useState(() => JSON.stringify(props.view.metadata, null, 2));
  const [fault, setFault] = useState<string>();
  const read = (): IdentityChange | null => {
    try {
      const metadata: unknown = JSON.parse(text);
      if (metadata && typeof metadata === "object" && !Array.isArray(metadata))
        return { metadata: metadata as Record<string, unknown> };
      setFault('Write a JSON object, such as { "plan": "pro" }.');
    } catch {
      setFault("This is not valid JSON.");
    }
    return null;
  };
  return (
    <EditDialog
      {...props}
      title={`Change the metadata of ${props.view.externalId}`}
      shows={["metadata"]}
      change={read}
    >
      {(problem) => (
        <Field
          label="Metadata"
          error={fault ?? fieldFault(problem, "metadata")}
          help="A JSON object of up to 8 KiB. Verify answers with it."
        >
          <Textarea
            mono
            rows={10}
            value={text}
            spellCheck={false}
            onChange={(event) => {
              setText(event.target.value);
              setFault(undefined);
            }}
          />
        </Field>
      )}
    </EditDialog>
  );
}

interface EditDialogProps extends EditProps {
  title: string;
  shows: readonly string[];
  /** Null holds it back. */
  change: () => IdentityChange | null;
  children: (problem: ActionProblem | undefined) => ReactNode;
}

function EditDialog({
  view,
  update,
  open,
  onOpenChange,
  onChanged,
  title,
  shows,
  change,
  children,
}: EditDialogProps) {
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = change();
    if (!wanted) return;
    start(async () => {
      const result = await update(wanted, view.version);
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      toast.success(`${view.externalId} saved`);
      onOpenChange(false);
      onChanged();
    });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={consequence(view)}>
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {children(problem)}
          <FormError>{formFault(problem, shows)}</FormError>
        </DialogBody>
        <DialogFooter>
          <DialogClose>Cancel</DialogClose>
          <Button type="submit" variant="primary" loading={busy}>
            Save
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
