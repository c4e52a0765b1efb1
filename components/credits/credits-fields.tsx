"use client";

import { fieldFault } from "@/components/forms/problem-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import type { ActionProblem } from "@/lib/http/action";
import type { CreditsFieldsDraft } from "./credits-draft";

export interface CreditsFieldsProps {
  draft: CreditsFieldsDraft;
  onChange: (draft: CreditsFieldsDraft) => void;
  problem: ActionProblem | undefined;
}

const KINDS = [
  { value: "none", label: "None" },
  { value: "once", label: "One-time" },
  { value: "daily", label: "Daily" },
  { value: "monthly", label: "Monthly" },
] as const;

const HELP: Record<CreditsFieldsDraft["kind"], string> = {
  none: "Its calls are not counted down.",
  once: "Each allowed call takes its cost; nothing comes back by itself.",
  daily: "Filled up to the amount each day at 00:00 UTC; more than that is never taken away.",
  monthly:
    "Filled up to the amount on that day at 00:00 UTC; a shorter month’s last day stands for those it lacks.",
};

/** What a key may spend: nothing counted, one-time, or refilled by the day or month. */
export function CreditsFields({ draft, onChange, problem }: CreditsFieldsProps) {
  const set = (change: Partial<CreditsFieldsDraft>) => onChange({ ...draft, ...change });
  const box = (label: string, name: "remaining" | "amount" | "day", field: string) => (
    <Field label={label} error={fieldFault(problem, field)}>
      <Input
        inputMode="numeric"
        autoComplete="off"
        value={draft[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Field label="Credits" as="group" help={HELP[draft.kind]}>
      <Segmented
        label="Credits"
        name="credits"
        size="l"
        className="w-full"
        options={KINDS}
        value={draft.kind}
        onValueChange={(kind) => set({ kind })}
      />
      {draft.kind !== "none" && (
        <div className="grid grid-cols-3 items-start gap-3 pt-2">
          {box("Credits now", "remaining", "credits.remaining")}
          {draft.kind !== "once" && box("Filled up to", "amount", "credits.refill.amount")}
          {draft.kind === "monthly" && box("On day", "day", "credits.refill.day")}
        </div>
      )}
    </Field>
  );
}
