"use client";

import { useState } from "react";
import { DialogForm } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { Dialog } from "@/components/ui/dialog";
import { Time, useZone } from "@/components/ui/time";
import { formatMoment } from "@/components/ui/time-format";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/http/action";
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
  const wanted = retirementOf(choice, own, zone, Date.parse(retiresAt));
  const capped = wanted === null ? null : cappedAt(wanted, view.expiresAt);
  const send = () => {
    const wrong =
      wanted === null
        ? "Give a date and a time."
        : wanted <= Date.parse(retiresAt)
          ? "Has to be later than now planned."
          : undefined;
    setFault(wrong);
    return wanted === null || wrong ? null : extend(secondsUntil(wanted, Date.now()));
  };
  return (
    <DialogForm
      confirm="Extend"
      shows={["overlapSeconds"]}
      send={send}
      onDone={({ rotation }) => {
        const until = rotation && formatMoment(Date.parse(rotation.retiresAt), zone, Date.now());
        toast.success(until ? `Rotation extended to ${until}` : "Rotation extended");
        onChanged();
        onClose();
      }}
    >
      {(problem) => (
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
      )}
    </DialogForm>
  );
}
