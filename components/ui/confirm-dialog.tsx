"use client";

import { type FormEvent, type ReactElement, type ReactNode, useState, useTransition } from "react";
import { Button } from "./button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "./dialog";
import { Field, FormError } from "./field";
import { Input } from "./input";

export interface ConfirmDialogProps {
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  trigger?: ReactElement | undefined;
  /** The act, as a question. */
  title: ReactNode;
  /** What happens, with a number; `<strong>` for the first sentence. */
  consequence: ReactNode;
  /** The reversible act to offer instead. */
  instead?:
    | {
        icon?: ReactNode;
        text: ReactNode;
        label: string;
        onSelect: () => Promise<string | undefined> | Promise<void>;
      }
    | undefined;
  /** Has to be typed before the act can be done: for what is final. */
  typed?: string | undefined;
  confirm: string;
  cancel?: string | undefined;
  /** `danger` for what takes something away. */
  tone?: "danger" | "primary" | undefined;
  /** Does it. Resolves to a sentence where it failed, to nothing where it worked; then the dialog closes. */
  onConfirm: () => Promise<string | undefined> | Promise<void>;
  children?: ReactNode;
}

/** Asks before an act that matters. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    consequence,
    instead,
    typed,
    confirm,
    cancel = "Keep it",
    tone = "danger",
    onConfirm,
    children,
  } = props;
  const [inner, setInner] = useState(false);
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [busy, start] = useTransition();
  const open = props.open ?? inner;
  const setOpen = (next: boolean) => {
    setText("");
    setError(undefined);
    setInner(next);
    props.onOpenChange?.(next);
  };
  const run = (act: () => Promise<string | undefined> | Promise<void>) =>
    start(async () => {
      const failed = await act();
      if (failed) setError(failed);
      else setOpen(false);
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === undefined || text === typed) run(onConfirm);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={props.trigger}
      title={title}
      description={consequence}
      size="m"
    >
      <form onSubmit={submit}>
        <DialogBody>
          {instead && (
            <div className="flex items-center gap-3 rounded-md border border-line-2 py-2 pr-2 pl-3">
              {instead.icon && <span className="shrink-0 text-ink-2">{instead.icon}</span>}
              <span className="min-w-0 flex-1 text-ink-2">{instead.text}</span>
              <Button size="m" disabled={busy} onClick={() => run(instead.onSelect)}>
                {instead.label}
              </Button>
            </div>
          )}
          {children}
          {typed !== undefined && (
            <Field
              label={
                <>
                  Type <code className="font-medium text-ink">{typed}</code> to confirm
                </>
              }
            >
              <Input mono autoFocus value={text} onChange={(event) => setText(event.target.value)} />
            </Field>
          )}
          <FormError>{error}</FormError>
        </DialogBody>
        <DialogFooter>
          <DialogClose>{cancel}</DialogClose>
          <Button
            type="submit"
            variant={tone === "danger" ? "danger-solid" : "primary"}
            loading={busy}
            disabled={typed !== undefined && text !== typed}
          >
            {confirm}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
