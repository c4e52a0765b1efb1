"use client";

import { type ReactNode, useRef, useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { toast } from "@/components/ui/toast";
import type { ActionProblem } from "@/lib/http/action";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyActions, KeyChange } from "./actions";
import { StaleNote, type StaleNoteProps } from "./stale-note";

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
  /** What is sent; null holds it back (a date is missing). */
  change: () => KeyChange | null;
  children: (problem: ActionProblem | undefined) => ReactNode;
}

/** A dialog that changes one thing of a key; on this node it holds from the next verification on. */
export function EditDialog(props: EditDialogProps) {
  const { open, onClose, title, consequence, view, update, read, onChanged, shows, done, change } = props;
  // As it was when this opened: the page behind it goes on being read, but what is saved was meant for this one.
  const base = useRef(view);
  const [stale, setStale] = useState<Pick<StaleNoteProps, "before" | "now">>();
  const send = async (wanted: KeyChange) => {
    const result = await update(wanted, base.current.version);
    setStale(undefined);
    if (result.ok || result.problem.code !== "precondition_failed" || !read) return result;
    const current = await read();
    if (!current.ok) return current;
    setStale({ before: base.current, now: current.value });
    return null;
  };
  return (
    <FormDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={consequence}
      confirm="Save"
      shows={shows}
      send={() => {
        const wanted = change();
        return wanted && send(wanted);
      }}
      onDone={() => {
        toast.success(done);
        onChanged();
      }}
    >
      {(problem, busy) => (
        <>
          {props.children(problem)}
          {stale && (
            <StaleNote
              {...stale}
              busy={busy}
              onOverwrite={() => {
                base.current = stale.now;
              }}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
