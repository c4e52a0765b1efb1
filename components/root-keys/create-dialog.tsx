"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { revealDialog } from "@/components/reveal/reveal";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { RootKeyActions, RootKeyWithSecret } from "./actions";
import { RootKeyForm } from "./root-key-form";
import { RootKeyReveal } from "./root-key-reveal";

export interface CreateDialogProps {
  create: RootKeyActions["create"];
  /** The permissions that the person may give. */
  grantable: readonly string[];
  /** All APIs, to limit it to some. */
  apis: readonly { id: string; name: string }[];
  appUrl: string;
  /** The page has something new to show. */
  onCreated: () => void;
}

/** “Create root key”: the form, and in its place the secret, this once. */
export function CreateDialog({ create, grantable, apis, appUrl, onCreated }: CreateDialogProps) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<RootKeyWithSecret | null>(null);

  const change = (next: boolean) => {
    setOpen(next);
    if (!next && made) onCreated();
    if (next) setMade(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary" icon={<Plus />}>
          Create root key
        </Button>
      }
      size="l"
      title="Create a root key"
      description="A root key calls Latchkey's own API. Give it no more than its service needs."
      {...(made && revealDialog("Copy this root key now"))}
    >
      {made ? (
        <RootKeyReveal {...made} appUrl={appUrl} onDone={() => change(false)} />
      ) : (
        <RootKeyForm
          grantable={grantable}
          apis={apis}
          confirm="Create root key"
          send={create}
          onDone={setMade}
        />
      )}
    </Dialog>
  );
}
