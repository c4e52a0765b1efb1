"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { CreditsView } from "@/lib/credits/fields";
import { creditsDraft, creditsOf } from "./credits-draft";
import { CreditsFields } from "./credits-fields";
import { EditDialog } from "./edit-dialog";
import { type EditProps, hourWords } from "./edit-facts";

export interface CreditsPanelProps extends Omit<EditProps, "open" | "onClose"> {
  mayUpdate: boolean;
}

/** What a key has left to spend, as a meter where it is refilled. */
export function CreditsPanel({ mayUpdate, ...edit }: CreditsPanelProps) {
  const [asked, setAsked] = useState({ open: false, turn: 0 });
  const { credits } = edit.view;
  return (
    <Panel
      title="Credits"
      actions={
        mayUpdate && (
          <Button
            size="m"
            variant="ghost"
            aria-label="Edit credits"
            onClick={() => setAsked(({ turn }) => ({ open: true, turn: turn + 1 }))}
          >
            Edit
          </Button>
        )
      }
    >
      {credits ? (
        <Balance credits={credits} />
      ) : (
        <p className="text-ink-2">Its calls are not counted down.</p>
      )}
      <EditCredits
        key={asked.turn}
        {...edit}
        open={asked.open}
        onClose={() => setAsked(({ turn }) => ({ open: false, turn }))}
      />
    </Panel>
  );
}

function Balance({ credits: { remaining, refill, nextRefillAt } }: { credits: CreditsView }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-baseline justify-between gap-3">
        <span className="text-ink-2">
          <code className="font-medium text-ink">remaining</code> {refill ? refill.interval : "one-time"}
        </span>
        <span className="font-medium">
          {formatCount(remaining)}
          {refill && <span className="font-normal text-ink-2"> of {formatCount(refill.amount)}</span>}
        </span>
      </p>
      {refill && (
        <meter
          aria-label="Credits remaining"
          min={0}
          max={refill.amount}
          value={Math.min(remaining, refill.amount)}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full border-0 bg-hover [&::-moz-meter-bar]:bg-ink-2 [&::-webkit-meter-bar]:h-1.5 [&::-webkit-meter-bar]:rounded-full [&::-webkit-meter-bar]:border-0 [&::-webkit-meter-bar]:bg-hover [&::-webkit-meter-optimum-value]:bg-ink-2"
        />
      )}
      <p className="text-ink-3 text-label">
        {refill ? (
          <>
            Filled up to {formatCount(refill.amount)} on <Time at={nextRefillAt} as="moment" />.
          </>
        ) : (
          "One-time: nothing comes back by itself."
        )}
      </p>
    </div>
  );
}

function EditCredits({ view, ...dialog }: EditProps) {
  const [draft, setDraft] = useState(() => creditsDraft(view.credits));
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Change the credits of ${view.name}`}
      consequence={
        <>
          The balance is set to what stands here; calls without enough get <code>CREDITS_EXHAUSTED</code>.{" "}
          <strong>{hourWords(dialog.callsLastHour)}</strong>
        </>
      }
      shows={["credits"]}
      done={`The credits of ${view.name} were changed`}
      change={() => ({ credits: creditsOf(draft) })}
    >
      {(problem) => <CreditsFields draft={draft} onChange={setDraft} problem={problem} />}
    </EditDialog>
  );
}
