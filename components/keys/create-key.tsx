"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { revealDialog } from "@/components/reveal/reveal";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import type { ActionProblem } from "@/lib/http/action";
import type { KeyWithSecret } from "@/lib/keys/schemas";
import type { KeyDraft, KeyListActions } from "./actions";
import { emptyFields } from "./create-draft";
import { CreateForm, type CreateFormProps } from "./create-form";
import { KeyReveal } from "./key-reveal";
import { keyHref } from "./list-params";
import { useUrlDialog } from "./use-url-dialog";

export interface CreateKeyProps extends Pick<KeyListActions, "create" | "firstCall"> {
  apis: CreateFormProps["apis"];
  roles?: readonly string[] | undefined;
  /** What the form begins with. */
  apiId: string;
  environment: "live" | "test";
  slug: string;
  appUrl: string;
  /** For a page that goes on with the new key at once. It may hold the secret in its state, and nowhere else. */
  onMade?: ((made: KeyWithSecret) => void) | undefined;
}

/** “Create key”, opened by `?create=1`: the form, and in its place the secret, this once. It lives in this state alone. */
export function CreateKey(props: CreateKeyProps) {
  const { apis, roles, apiId, environment, slug, appUrl, create, firstCall, onMade } = props;
  const router = useRouter();
  const [made, setMade] = useState<KeyWithSecret | null>(null);
  const [draft, setDraft] = useState(() => emptyFields(apiId, environment));
  const [touched, setTouched] = useState(false);
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const { open, hide } = useUrlDialog("create", made !== null);
  // Until something is typed the form follows the page: its API and environment.
  const fields = touched ? draft : { ...draft, apiId, environment };

  const submit = (wanted: KeyDraft) =>
    start(async () => {
      const result = await create(wanted);
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      setMade(result.value);
      onMade?.(result.value);
    });
  const close = () => {
    hide();
    setProblem(undefined);
  };
  const done = () => {
    const key = made?.key;
    setMade(null);
    setDraft(emptyFields(apiId, environment));
    setTouched(false);
    close();
    router.refresh();
    if (key)
      toast.success(`${key.name} was created`, {
        action: {
          label: "Open key",
          onClick: () => router.push(keyHref(slug, key.id, { env: key.environment, api: null })),
        },
      });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      size="l"
      title="Create a key"
      description="One key for one consumer of one API. Everything but the API, environment, prefix and whether it is publishable can be changed later."
      {...(made && revealDialog("Copy this secret now"))}
    >
      {made ? (
        <KeyReveal
          made={made}
          apiName={apis.find((api) => api.id === made.key.apiId)?.name ?? ""}
          appUrl={appUrl}
          firstCall={firstCall}
          onDone={done}
        />
      ) : (
        <CreateForm
          apis={apis}
          roles={roles}
          fields={fields}
          onChange={(next) => {
            setTouched(true);
            setDraft(next);
          }}
          problem={problem}
          busy={busy}
          onSubmit={submit}
        />
      )}
    </Dialog>
  );
}
