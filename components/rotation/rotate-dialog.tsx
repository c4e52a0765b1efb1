"use client";

import { useState } from "react";
import type { KeyActions } from "@/components/keys/actions";
import { hourWords } from "@/components/keys/edit-facts";
import { KeyReveal } from "@/components/keys/key-reveal";
import { useUrlDialog } from "@/components/keys/use-url-dialog";
import { revealDialog } from "@/components/reveal/reveal";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import type { KeyView, KeyWithSecret } from "@/lib/keys/schemas";
import { RotateForm } from "./rotate-form";

export interface RotateDialogProps {
  view: KeyView;
  apiName: string;
  appUrl: string;
  callsLastHour: number | null;
  actions: Pick<KeyActions, "rotate" | "firstCall">;
  /** The page has something new to show. */
  onRotated: () => void;
}

/** “Rotate”, opened by `?rotate=1`: how long both secrets work, and then the new one, this once. */
export function RotateDialog({
  view,
  apiName,
  appUrl,
  callsLastHour,
  actions,
  onRotated,
}: RotateDialogProps) {
  const [made, setMade] = useState<KeyWithSecret | null>(null);
  const { open, hide } = useUrlDialog("rotate", made !== null);
  const done = () => {
    setMade(null);
    hide();
    onRotated();
    toast.success(`${view.name} was rotated`);
  };
  // Another rotation under way (or an ended key) has nothing to ask here.
  const possible = made !== null || (view.state === "active" && view.rotation === null);
  return (
    <Dialog
      open={open && possible}
      onOpenChange={(next) => !next && hide()}
      title={`Rotate ${view.name}`}
      description="The key gets a second secret. Its id, limits, permissions and history stay."
      {...(made && revealDialog("Copy the new secret now"))}
    >
      {made ? (
        <KeyReveal
          made={made}
          apiName={apiName}
          appUrl={appUrl}
          firstCall={actions.firstCall}
          onDone={done}
        />
      ) : (
        <RotateForm
          expiresAt={view.expiresAt}
          used={hourWords(callsLastHour)}
          refusal="EXPIRED"
          rotate={actions.rotate}
          // The page behind follows when the secret is stored.
          onRotated={setMade}
        />
      )}
    </Dialog>
  );
}
