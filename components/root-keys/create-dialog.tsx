"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ActionProblem } from "@/lib/http/action";
import type { RootKeyActions, RootKeyDraft, RootKeyWithSecret } from "./actions";

import { Reveal } from "./reveal";
import { RootKeyForm } from "./root-key-form";

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
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();

  const change = (next: boolean) => {
    setOpen(next);
    setProblem(undefined);
    if (!next && made) onCreated();
    if (next) setMade(null);
  };
  const submit = (event: FormEvent, draft: RootKeyDraft) => {
    event.preventDefault();
    start(async () => {
      const result = await create(draft);
      setProblem(result.ok ? undefined : result.problem);
      if (result.ok) setMade(result.value);
    });
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
      title={made ? "Copy this root key now" : "Create a root key"}
      description={
        made
          ? "It is shown once. Latchkey keeps only its SHA-256; nobody can show it to you again."
          : "A root key calls Latchkey's own API. Give it no more than its service needs."
      }
      guard={
        made ? "The secret is shown only now. Copy it, say that it is stored, then press Done." : undefined
      }
    >
      {made ? (
        <Reveal {...made} appUrl={appUrl} onDone={() => change(false)} />
      ) : (
        <RootKeyForm
          grantable={grantable}
          apis={apis}
          problem={problem}
          busy={busy}
          submit="Create root key"
          onSubmit={submit}
        />
      )}
    </Dialog>
  );
}
