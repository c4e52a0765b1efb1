"use client";

import { type ReactNode, useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { numberOf } from "@/components/forms/number-of";
import { fieldFault } from "@/components/forms/problem-text";
import { RadioGroup } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatCount } from "@/components/ui/number-format";
import type { CreditsView } from "@/lib/credits/fields";
import type { CreditsActions, RefillDraft } from "./actions";
import { refillOf } from "./credits-draft";

interface Shared {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: (text: string) => void;
}

/** Credits on top, or the balance itself. */
export function BalanceDialog({
  kind,
  credits,
  used,
  change,
  open,
  onOpenChange,
  onDone,
}: Shared & {
  kind: "add" | "set";
  credits: CreditsView | null;
  used: string | undefined;
  change: CreditsActions["change"];
}) {
  const [text, setText] = useState(kind === "set" && credits ? String(credits.remaining) : "");
  const amount = numberOf(text);
  const confirm = kind === "add" ? "Top up" : "Set credits";
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title={kind === "add" ? "Top up credits" : credits ? "Set credits" : "Count calls with credits"}
      description={
        <>
          {balanceConsequence(kind, credits)} {used && <strong>{used}</strong>}
        </>
      }
      confirm={confirm}
      shows={["add", "set"]}
      send={() => change(kind === "add" ? { add: amount } : { set: amount })}
      onDone={() => {
        onDone(
          kind === "add" ? `${formatCount(amount)} credits added` : `Credits set to ${formatCount(amount)}`,
        );
      }}
    >
      {(problem) => (
        <Field
          label={kind === "add" ? "Credits to add" : "Credits"}
          error={fieldFault(problem, kind)}
          help={balanceHelp(kind, amount, credits?.remaining ?? 0)}
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="max-w-[200px]"
            autoFocus
          />
        </Field>
      )}
    </FormDialog>
  );
}

function balanceConsequence(kind: "add" | "set", credits: CreditsView | null): string {
  if (!credits) return "Each valid call spends one from then on, and none is valid at 0.";
  const now = formatCount(credits.remaining);
  if (kind === "add") return `On top of the ${now} that are left.`;
  return `In place of the ${now} that are left${credits.refill ? "; the refill goes on as before" : ""}.`;
}

/** What the number that is typed comes to. */
function balanceHelp(kind: "add" | "set", amount: number, now: number): ReactNode {
  if (kind === "add") return Number.isFinite(amount) && `${formatCount(now + amount)} after it.`;
  if (amount !== 0) return undefined;
  return (
    <>
      The next call gets <code>CREDITS_EXHAUSTED</code>.
    </>
  );
}

type Kind = "once" | RefillDraft["interval"];

/** One-time, or refilled daily or monthly. The balance stays. */
export function RefillDialog({
  credits,
  save,
  open,
  onOpenChange,
  onDone,
}: Shared & { credits: CreditsView; save: CreditsActions["refill"] }) {
  const [kind, setKind] = useState<Kind>(credits.refill?.interval ?? "monthly");
  const [amount, setAmount] = useState(String(credits.refill?.amount ?? 1_000));
  const [day, setDay] = useState(String(credits.refill?.day ?? 1));
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Refill credits"
      description={`The ${formatCount(credits.remaining)} that are left stay. A refill lifts what is left to its amount, and takes nothing away.`}
      confirm="Save"
      shows={["credits.refill.amount", "credits.refill.day"]}
      send={() => save(refillOf({ kind, amount, day }))}
      onDone={() => {
        onDone(kind === "once" ? "Credits are not refilled any more" : "Refill saved");
      }}
    >
      {(problem) => (
        <>
          <Field as="group" label="Refill">
            <RadioGroup<Kind>
              name="interval"
              value={kind}
              onValueChange={setKind}
              options={[
                { value: "once", label: "None: one-time credits" },
                { value: "daily", label: "Daily, at midnight UTC" },
                { value: "monthly", label: "Monthly, at midnight UTC of a day" },
              ]}
            />
          </Field>
          {kind !== "once" && (
            <Field label="Amount" error={fieldFault(problem, "credits.refill.amount")}>
              <Input
                inputMode="numeric"
                value={amount}
                onChange={(event) => setAmount(event.target.value)}
                className="max-w-[200px]"
              />
            </Field>
          )}
          {kind === "monthly" && (
            <Field
              label="Day of the month"
              error={fieldFault(problem, "credits.refill.day")}
              help="In shorter months, their last day."
            >
              <Input
                inputMode="numeric"
                value={day}
                onChange={(event) => setDay(event.target.value)}
                className="max-w-[80px]"
              />
            </Field>
          )}
        </>
      )}
    </FormDialog>
  );
}
