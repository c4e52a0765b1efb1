"use client";

import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/field";
import type { ActionProblem, ActionResult } from "@/lib/http/action";
import { formFault } from "./problem-text";

export interface DialogFormProps<T> {
  /** The act: “Save”, “Create override”. */
  confirm: string;
  /** The fields that say what is wrong with them themselves; the rest is said above the buttons. */
  shows: readonly string[];
  /** Null holds it back, or says that a refusal was dealt with elsewhere. */
  send: () => Promise<ActionResult<T> | null> | null;
  /** It worked: closes the dialog, and says so. */
  onDone: (value: T) => void;
  note?: ReactNode;
  children: (problem: ActionProblem | undefined, busy: boolean) => ReactNode;
}

/** A dialog's fields and buttons: sends what was filled in, and shows what came back. */
export function DialogForm<T>({ confirm, shows, send, onDone, note, children }: DialogFormProps<T>) {
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const sent = busy ? null : send();
    if (!sent) return;
    start(async () => {
      const result = await sent;
      setProblem(result && !result.ok ? result.problem : undefined);
      if (result?.ok) onDone(result.value);
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        {children(problem, busy)}
        <FormError>{formFault(problem, shows)}</FormError>
      </DialogBody>
      <DialogFooter note={note}>
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          {confirm}
        </Button>
      </DialogFooter>
    </form>
  );
}
