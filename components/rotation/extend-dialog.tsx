"use client";

import { type FormEvent, useState, useTransition } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/field";
import { Time, useZone } from "@/components/ui/time";
import { formatMoment } from "@/components/ui/time-format";
import { toast } from "@/components/ui/toast";
import type { ActionProblem, ActionResult } from "@/lib/http/action";
import type { KeyView } from "@/lib/keys/schemas";
import { cappedAt, EXTENSIONS, type ExtensionChoice, retirementOf, secondsUntil } from "./overlap";
import { OverlapField } from "./overlap-field";

export interface ExtendDialogProps {
  view: Pick<KeyView, "name" | "expiresAt">;
  retiresAt: string;
  open: boolean;
  onClose: () => void;
  extend: (overlapSeconds: number) => Promise<ActionResult<Pick<KeyView, "rotation">>>;
  onChanged: () => void;
}

/** Gives the old secret more time. */
export function ExtendDialog({ view, retiresAt, open, onClose, extend, onChanged }: ExtendDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Extend the rotation of ${view.name}`}
      description={
        <>
          <strong>
            The old secret retires at <Time at={retiresAt} as="moment" />.
          </strong>{" "}
          Extended, its callers keep working until later. It can end early at any time.
        </>
      }
    >
      <ExtendForm view={view} retiresAt={retiresAt} extend={extend} onChanged={onChanged} onClose={onClose} />
    </Dialog>
  );
}

function ExtendForm({ view, retiresAt, extend, onChanged, onClose }: Omit<ExtendDialogProps, "open">) {
  const zone = useZone();
  const [choice, setChoice] = useState<ExtensionChoice>("604800");
  const [own, setOwn] = useState("");
  const [fault, setFault] = useState<string>();
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const wanted = retirementOf(choice, own, zone, Date.parse(retiresAt));
  const capped = wanted === null ? null : cappedAt(wanted, view.expiresAt);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (wanted === null || capped === null) return setFault("Give a date and a time.");
    if (wanted <= Date.parse(retiresAt)) return setFault("Has to be later than now planned.");
    setFault(undefined);
    start(async () => {
      const result = await extend(secondsUntil(wanted, Date.now()));
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      const until = result.value.rotation?.retiresAt ?? new Date(capped.at).toISOString();
      toast.success(`Rotation extended to ${formatMoment(Date.parse(until), zone, Date.now())}`);
      onChanged();
      onClose();
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        <OverlapField
          label="Extend"
          options={EXTENSIONS}
          value={choice}
          onChange={(next) => {
            setChoice(next);
            setFault(undefined);
          }}
          own={own}
          onOwnChange={setOwn}
          error={fault ?? fieldFault(problem, "overlapSeconds")}
          consequence={
            capped && (
              <>
                <b>
                  Both secrets work until <Time at={new Date(capped.at).toISOString()} as="moment" />.
                </b>{" "}
                {capped.capped && "The key itself expires then; change its expiry first to go beyond."}
              </>
            )
          }
        />
        <FormError>{formFault(problem, ["overlapSeconds"])}</FormError>
      </DialogBody>
      <DialogFooter>
        <DialogClose>Cancel</DialogClose>
        <Button type="submit" variant="primary" loading={busy}>
          Extend
        </Button>
      </DialogFooter>
    </form>
  );
}
