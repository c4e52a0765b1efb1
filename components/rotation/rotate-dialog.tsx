"use client";

import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import type { KeyActions } from "@/components/keys/actions";
import { hourWords } from "@/components/keys/edit-facts";
import { Reveal } from "@/components/keys/reveal";
import { useUrlDialog } from "@/components/keys/use-url-dialog";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/field";
import { Time, useZone } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { ActionProblem } from "@/lib/http/action";
import type { KeyView, KeyWithSecret } from "@/lib/keys/schemas";
import { cappedAt, OVERLAPS, type OverlapChoice, retirementOf, secondsUntil } from "./overlap";
import { OverlapField } from "./overlap-field";

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
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const { open, hide } = useUrlDialog("rotate", made !== null);
  const close = () => {
    hide();
    setProblem(undefined);
  };
  const rotate = (overlapSeconds: number) =>
    start(async () => {
      const result = await actions.rotate(overlapSeconds);
      setProblem(result.ok ? undefined : result.problem);
      // The page behind follows when the secret is stored.
      if (result.ok) setMade(result.value);
    });
  const done = () => {
    setMade(null);
    close();
    onRotated();
    toast.success(`${view.name} was rotated`);
  };
  // Another rotation under way (or an ended key) has nothing to ask here.
  const possible = made !== null || (view.state === "active" && view.rotation === null);
  return (
    <Dialog
      open={open && possible}
      onOpenChange={(next) => !next && close()}
      size={made ? "l" : "m"}
      title={made ? "Copy the new secret now" : `Rotate ${view.name}`}
      description={
        made
          ? "It is shown once. Latchkey keeps only its SHA-256; nobody can show it to you again."
          : "The key gets a second secret. Its id, limits, permissions and history stay."
      }
      guard={
        made
          ? "The new secret is shown only now. Copy it, say that it is stored, then press Done."
          : undefined
      }
    >
      {made ? (
        <Reveal made={made} apiName={apiName} appUrl={appUrl} firstCall={actions.firstCall} onDone={done} />
      ) : (
        <RotateForm
          view={view}
          callsLastHour={callsLastHour}
          problem={problem}
          busy={busy}
          onSubmit={rotate}
        />
      )}
    </Dialog>
  );
}

interface RotateFormProps {
  view: KeyView;
  callsLastHour: number | null;
  problem: ActionProblem | undefined;
  busy: boolean;
  onSubmit: (overlapSeconds: number) => void;
}

function RotateForm({ view, callsLastHour, problem, busy, onSubmit }: RotateFormProps) {
  const zone = useZone();
  const [choice, setChoice] = useState<OverlapChoice>("86400");
  const [own, setOwn] = useState("");
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const now = Date.now();
    const at = retirementOf(choice, own, zone, now);
    if (at === null) return setFault("Give a date and a time.");
    if (choice === "own" && at <= now)
      return setFault("Has to be in the future. To stop the old one at once, choose Now.");
    setFault(undefined);
    onSubmit(choice === "own" ? secondsUntil(at, now) : Number(choice));
  };
  const change = (next: OverlapChoice) => {
    setChoice(next);
    setFault(undefined);
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        <OverlapField
          label="Both secrets work for"
          options={OVERLAPS.map((option) =>
            option.value === "0" ? { ...option, label: "No time: the old secret stops now" } : option,
          )}
          value={choice}
          onChange={change}
          own={own}
          onOwnChange={setOwn}
          error={fault ?? fieldFault(problem, "overlapSeconds")}
          consequence={consequenceOf({ view, choice, own, callsLastHour, zone })}
        />
        <FormError>{formFault(problem, ["overlapSeconds"])}</FormError>
      </DialogBody>
      <DialogFooter note="The new secret follows, this once.">
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          Rotate
        </Button>
      </DialogFooter>
    </form>
  );
}

interface ConsequenceProps {
  view: KeyView;
  choice: OverlapChoice;
  own: string;
  callsLastHour: number | null;
  zone: string;
}

/** What a choice does, in times and numbers; nothing while its date is missing. */
function consequenceOf({ view, choice, own, callsLastHour, zone }: ConsequenceProps): ReactNode {
  const calls = hourWords(callsLastHour);
  if (choice === "0")
    return (
      <>
        <b>The old secret stops now. {calls}</b> Calls that still present it get <code>EXPIRED</code>. For a
        secret that has leaked.
      </>
    );
  const wanted = retirementOf(choice, own, zone, Date.now());
  if (wanted === null) return null;
  const { at, capped } = cappedAt(wanted, view.expiresAt);
  return (
    <>
      <b>
        Both secrets work until <Time at={new Date(at).toISOString()} as="moment" />.
      </b>{" "}
      {capped && "The key itself expires then. "}
      After that, calls with the old one get <code>EXPIRED</code>. {calls}
    </>
  );
}
