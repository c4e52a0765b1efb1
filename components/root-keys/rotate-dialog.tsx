"use client";

import { useState } from "react";
import { revealDialog } from "@/components/reveal/reveal";
import { RotateForm } from "@/components/rotation/rotate-form";
import { Dialog } from "@/components/ui/dialog";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyActions, RootKeyWithSecret } from "./actions";
import { RootKeyReveal } from "./root-key-reveal";

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
  const [made, setMade] = useState<RootKeyWithSecret | null>(null);
  const change = (next: boolean) => {
    onOpenChange(next);
    if (next) return;
    if (made) onRotated();
    setMade(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={`Rotate ${rootKey.name}`}
      description="It gets a second secret. Both work during the overlap; then the old one is retired."
      {...(made && revealDialog("Copy the new secret now"))}
    >
      {made ? (
        <RootKeyReveal {...made} appUrl={appUrl} onDone={() => change(false)} />
      ) : (
        <RotateForm
          expiresAt={rootKey.expiresAt}
          used=""
          refusal="401"
          rotate={(overlapSeconds) => rotate(rootKey.id, overlapSeconds)}
          onRotated={setMade}
        />
      )}
    </Dialog>
  );
}
