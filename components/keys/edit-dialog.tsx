"use client";

import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { ActionProblem } from "@/lib/http/action";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyActions, KeyChange } from "./actions";
import { StaleNote } from "./stale-note";

export interface EditDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What the change does, with a number where there is one. */
  consequence: ReactNode;
  view: KeyView;
  update: KeyActions["update"];
  /** For what changed meanwhile; absent, a lost update is only named. */
  read?: KeyActions["read"] | undefined;
  onChanged: () => void;
  /** The fields that say what is wrong with them themselves. */
  shows: readonly string[];
  /** Said once it is saved. */
  done: string;
  size?: "m" | "l" | undefined;
  /** What is sent; null holds it back (a date is missing). */
  change: () => KeyChange | null;
  children: (problem: ActionProblem | undefined) => ReactNode;
}

/** A dialog that changes one thing of a key; on this node it holds from the next verification on. */
export function EditDialog(props: EditDialogProps) {
  const {
    open,
    onClose,
    title,
    consequence,
    update,
    read,
    onChanged,
    shows,
    done,
    size = "m",
    change,
  } = props;
  // As it was when this opened: the page behind it goes on being read, but what is saved was meant for this one.
  const [base, setBase] = useState(props.view);
  const [stale, setStale] = useState<KeyView>();
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const close = () => {
    setProblem(undefined);
    onClose();
  };
  const save = (ifVersion: number) => {
    const wanted = change();
    if (busy || !wanted) return;
    start(async () => {
      const result = await update(wanted, ifVersion);
      if (!result.ok && result.problem.code === "precondition_failed" && read) {
        const current = await read();
        setProblem(current.ok ? undefined : current.problem);
        if (current.ok) setStale(current.value);
        return;
      }
      setStale(undefined);
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      toast.success(done);
      onChanged();
      onClose();
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(base.version);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={title}
      description={consequence}
      size={size}
    >
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {props.children(problem)}
          {stale && (
            <StaleNote
              before={base}
              now={stale}
              busy={busy}
              onOverwrite={() => {
                setBase(stale);
                save(stale.version);
              }}
            />
          )}
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
