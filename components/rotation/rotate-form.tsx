"use client";

import { type ReactNode, useState } from "react";
import { DialogForm } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { Time, useZone } from "@/components/ui/time";
import type { ActionResult } from "@/lib/http/action";
import { cappedAt, OVERLAPS, type OverlapChoice, retirementOf, secondsUntil } from "./overlap";
import { OverlapField } from "./overlap-field";

export interface RotateFormProps<T> {
  expiresAt: string | null;
  /** How many calls used it of late; empty where that is not known. */
  used: string;
  /** What a call with the old secret gets once it has retired: `EXPIRED`. */
  refusal: string;
  rotate: (overlapSeconds: number) => Promise<ActionResult<T>>;
  onRotated: (made: T) => void;
}

/** How long both secrets work, and what follows from it. */
export function RotateForm<T>({ expiresAt, used, refusal, rotate, onRotated }: RotateFormProps<T>) {
  const zone = useZone();
  const [choice, setChoice] = useState<OverlapChoice>("86400");
  const [own, setOwn] = useState("");
  const [fault, setFault] = useState<string>();
  const send = () => {
    const now = Date.now();
    const at = retirementOf(choice, own, zone, now);
    const wrong =
      at === null
        ? "Give a date and a time."
        : choice === "own" && at <= now
          ? "Has to be in the future. To stop the old one at once, choose Now."
          : undefined;
    setFault(wrong);
    if (at === null || wrong) return null;
    return rotate(choice === "own" ? secondsUntil(at, now) : Number(choice));
  };
  return (
    <DialogForm
      confirm="Rotate"
      shows={["overlapSeconds"]}
      note="The new secret follows, this once."
      send={send}
      onDone={onRotated}
    >
      {(problem) => (
        <OverlapField
          label="Both secrets work for"
          options={OVERLAPS.map((option) =>
            option.value === "0" ? { ...option, label: "No time: the old secret stops now" } : option,
          )}
          value={choice}
          onChange={(next) => {
            setChoice(next);
            setFault(undefined);
          }}
          own={own}
          onOwnChange={setOwn}
          error={fault ?? fieldFault(problem, "overlapSeconds")}
          consequence={consequenceOf({ expiresAt, used, refusal, choice, own, zone })}
        />
      )}
    </DialogForm>
  );
}

interface Consequence extends Pick<RotateFormProps<unknown>, "expiresAt" | "used" | "refusal"> {
  choice: OverlapChoice;
  own: string;
  zone: string;
}

/** What a choice does, in times and numbers; nothing while its date is missing. */
function consequenceOf({ expiresAt, used, refusal, choice, own, zone }: Consequence): ReactNode {
  if (choice === "0")
    return (
      <>
        <b>The old secret stops now. {used}</b> Calls that still present it get <code>{refusal}</code>. For a
        secret that has leaked.
      </>
    );
  const wanted = retirementOf(choice, own, zone, Date.now());
  if (wanted === null) return null;
  const { at, capped } = cappedAt(wanted, expiresAt);
  return (
    <>
      <b>
        Both secrets work until <Time at={new Date(at).toISOString()} as="moment" />.
      </b>{" "}
      {capped && "The key itself expires then. "}
      After that, calls with the old one get <code>{refusal}</code>. {used}
    </>
  );
}
