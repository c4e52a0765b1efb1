"use client";

import { type FormEvent, type ReactNode, useState, useTransition } from "react";
import { fieldFault, formFault } from "@/components/forms/problem-text";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/choice";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatCount } from "@/components/ui/number-format";
import type { CreditsView } from "@/lib/credits/fields";
import type { ActionProblem, ActionResult } from "@/lib/http/action";
import type { CreditsActions, RefillDraft } from "./actions";

interface Shared {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: (text: string) => void;
}

const numberOf = (text: string) => (text.trim() === "" ? Number.NaN : Number(text.replace(/[,\s]/g, "")));

/** Credits on top, or the balance itself. */
export function BalanceDialog({
  kind,
  credits,
  change,
  ...dialog
}: Shared & { kind: "add" | "set"; credits: CreditsView | null; change: CreditsActions["change"] }) {
  const [text, setText] = useState(kind === "set" && credits ? String(credits.remaining) : "");
  const amount = numberOf(text);
  const known = Number.isFinite(amount);
  const now = credits?.remaining ?? 0;
  return (
    <ActDialog
      {...dialog}
      title={kind === "add" ? "Top up credits" : credits ? "Set credits" : "Count calls with credits"}
      consequence={
        kind === "add"
          ? `On top of the ${formatCount(now)} that are left.`
          : credits
            ? `In place of the ${formatCount(now)} that are left.`
            : "Each valid call spends one from then on, and none is valid at 0."
      }
      confirm={kind === "add" ? "Top up" : "Set credits"}
      fields={["add", "set"]}
      send={() => change(kind === "add" ? { add: amount } : { set: amount })}
      done={() =>
        kind === "add" ? `${formatCount(amount)} credits added` : `Credits set to ${formatCount(amount)}`
      }
    >
      {(problem) => (
        <Field
          label={kind === "add" ? "Credits to add" : "Credits"}
          error={fieldFault(problem, kind)}
          help={kind === "add" && known ? `${formatCount(now + amount)} after it.` : undefined}
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
    </ActDialog>
  );
}

type Interval = "none" | RefillDraft["interval"];

/** One-time, or refilled daily or monthly. The balance stays. */
export function RefillDialog({
  credits,
  save,
  ...dialog
}: Shared & { credits: CreditsView; save: CreditsActions["refill"] }) {
  const [interval, setInterval] = useState<Interval>(credits.refill?.interval ?? "monthly");
  const [amount, setAmount] = useState(String(credits.refill?.amount ?? 1_000));
  const [day, setDay] = useState(String(credits.refill?.day ?? 1));
  return (
    <ActDialog
      {...dialog}
      title="Refill credits"
      consequence={`The ${formatCount(credits.remaining)} that are left stay. A refill lifts what is left to its amount, and takes nothing away.`}
      confirm="Save"
      fields={["credits.refill.amount", "credits.refill.day"]}
      send={() =>
        save(
          interval === "none"
            ? null
            : {
                interval,
                amount: numberOf(amount),
                ...(interval === "monthly" ? { day: numberOf(day) } : {}),
              },
        )
      }
      done={() => "Refill saved"}
    >
      {(problem) => (
        <>
          <Field as="group" label="Refill">
            <RadioGroup<Interval>
              name="interval"
              value={interval}
              onValueChange={setInterval}
              options={[
                { value: "none", label: "None: one-time credits" },
                { value: "daily", label: "Daily, at midnight UTC" },
                { value: "monthly", label: "Monthly, at midnight UTC of a day" },
              ]}
            />
          </Field>
          {interval !== "none" && (
            <Field label="Amount" error={fieldFault(problem, "credits.refill.amount")}>
              <Input
                inputMode="numeric"
                value={amount}
                onChange={(event) => setAmount(event.target.value)}
                className="max-w-[200px]"
              />
            </Field>
          )}
          {interval === "monthly" && (
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
    </ActDialog>
  );
}

interface ActDialogProps extends Shared {
  title: string;
  consequence: string;
  confirm: string;
  fields: readonly string[];
  send: () => Promise<ActionResult<unknown>>;
  done: () => string;
  children: (problem: ActionProblem | undefined) => ReactNode;
}

function ActDialog(props: ActDialogProps) {
  const { open, onOpenChange, onDone, title, consequence, confirm, fields, send, done, children } = props;
  const [problem, setProblem] = useState<ActionProblem>();
  const [busy, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const result = await send();
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      onOpenChange(false);
      onDone(done());
    });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={consequence}>
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {children(problem)}
          <FormError>{formFault(problem, fields)}</FormError>
        </DialogBody>
        <DialogFooter>
          <DialogClose>Cancel</DialogClose>
          <Button type="submit" variant="primary" loading={busy}>
            {confirm}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
