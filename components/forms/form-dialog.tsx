"use client";

import { type FormEvent, type ReactNode, useEffect, useRef, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter, type DialogProps } from "@/components/ui/dialog";
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
  /** It worked. */
  onDone: (value: T) => void;
  note?: ReactNode;
  /** Something has to be chosen first. */
  disabled?: boolean | undefined;
  children: (problem: ActionProblem | undefined, busy: boolean) => ReactNode;
}

/** A dialog's fields and buttons: sends what was filled in, and shows what came back. */
export function DialogForm<T>(props: DialogFormProps<T>) {
  const { confirm, shows, send, onDone, note, disabled, children } = props;
  const form = useRef<HTMLFormElement>(null);
  const [refusals, setRefusals] = useState(0);
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const sent = send();
    if (!sent) return setRefusals((count) => count + 1);
    start(async () => {
      const result = await sent;
      setProblem(result && !result.ok ? result.problem : undefined);
      if (result?.ok) onDone(result.value);
      else setRefusals((count) => count + 1);
    });
  };
  // In a long form what is wrong may lie out of sight.
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <DialogBody>
        {children(problem, busy)}
        <FormError>{formFault(problem, shows)}</FormError>
      </DialogBody>
      <DialogFooter note={note}>
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy} disabled={disabled}>
          {confirm}
        </Button>
      </DialogFooter>
    </form>
  );
}

export interface FormDialogProps<T>
  extends DialogFormProps<T>,
    Pick<DialogProps, "open" | "onOpenChange" | "trigger" | "title" | "description" | "size"> {}

/** A dialog that is one form, and closes once it worked. Mounted anew (by its key), it begins with what holds then. */
export function FormDialog<T>(props: FormDialogProps<T>) {
  const { open, onOpenChange, trigger, title, description, size, onDone, ...form } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      trigger={trigger}
      title={title}
      description={description}
      size={size}
    >
      <DialogForm
        {...form}
        onDone={(value) => {
          onOpenChange?.(false);
          onDone(value);
        }}
      />
    </Dialog>
  );
}
