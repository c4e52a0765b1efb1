"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/choice";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyActions, RootKeyWithSecret } from "./actions";
import { Reveal } from "./reveal";

const OVERLAPS = [
  {
    value: "0",
    label: "No time: the old secret stops now",
    note: "For a secret that has leaked. Callers that still use it get 401.",
  },
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "24 hours" },
  { value: "604800", label: "7 days" },
  { value: "2592000", label: "30 days" },
] as const;
type Overlap = (typeof OVERLAPS)[number]["value"];

export interface RotateDialogProps {
  rootKey: RootKeyView;
  rotate: RootKeyActions["rotate"];
  appUrl: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRotated: () => void;
}

/** Gives a root key a second secret, shown this once; both work during the overlap. */
export function RotateDialog({ rootKey, rotate, appUrl, open, onOpenChange, onRotated }: RotateDialogProps) {
  const [overlap, setOverlap] = useState<Overlap>("86400");
  const [made, setMade] = useState<RootKeyWithSecret | null>(null);
  const [error, setError] = useState<string>();
  const [busy, start] = useTransition();
  const change = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    if (made) onRotated();
    setMade(null);
    setError(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const result = await rotate(rootKey.id, Number(overlap));
      if (result.ok) setMade(result.value);
      else setError(result.problem.detail);
    });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      size={made ? "l" : "m"}
      title={made ? "Copy the new secret now" : `Rotate ${rootKey.name}`}
      description={
        made
          ? "It is shown once. Latchkey keeps only its SHA-256; nobody can show it to you again."
          : "It gets a second secret. Both work during the overlap; then the old one is retired."
      }
      guard={
        made
          ? "The new secret is shown only now. Copy it, say that it is stored, then press Done."
          : undefined
      }
    >
      {made ? (
        <Reveal {...made} appUrl={appUrl} onDone={() => change(false)} />
      ) : (
        <form onSubmit={submit}>
          <DialogBody>
            <Field label="Both secrets work for" as="group">
              <RadioGroup name="overlap" options={OVERLAPS} value={overlap} onValueChange={setOverlap} />
            </Field>
            <FormError>{error}</FormError>
          </DialogBody>
          <DialogFooter>
            <DialogClose>Cancel</DialogClose>
            <Button type="submit" variant="primary" loading={busy}>
              Rotate
            </Button>
          </DialogFooter>
        </form>
      )}
    </Dialog>
  );
}
