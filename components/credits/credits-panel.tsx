"use client";

import { type ReactNode, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Meter } from "@/components/ui/meter";
import { formatCount } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { CreditsView } from "@/lib/credits/fields";
import type { CreditsActions } from "./actions";
import { BalanceDialog, RefillDialog } from "./credits-dialogs";
import { refillWords } from "./credits-words";

export interface CreditsPanelProps {
  /** Null: calls are not counted. */
  credits: CreditsView | null;
  /** Whose they are: “this key”, “its keys, which share them”. */
  spentBy: string;
  /** What calls spend where there are none: “Its calls spend nothing.” */
  without: string;
  /** How many calls used them of late: “1,204 calls used it in the last hour.” */
  used?: string | undefined;
  mayUpdate: boolean;
  actions: CreditsActions;
  onChanged: () => void;
}

type Act = "add" | "set" | "refill" | "stop";
/** Below this share of a refill the meter turns orange. */
const LOW = 0.1;

/** What is left to spend: one-time or refilled, when the next refill comes, and the acts on it. */
export function CreditsPanel({
  credits,
  spentBy,
  without,
  used,
  mayUpdate,
  actions,
  onChanged,
}: CreditsPanelProps) {
  const [act, setAct] = useState<{ kind: Act; open: boolean; turn: number }>();
  const begin = (kind: Act) => setAct((now) => ({ kind, open: true, turn: (now?.turn ?? 0) + 1 }));
  const dialog = act && {
    open: act.open,
    onOpenChange: (open: boolean) => setAct({ ...act, open }),
    onDone: (text: string) => {
      toast.success(text);
      onChanged();
    },
  };
  return (
    <Panel
      title="Credits"
      actions={
        mayUpdate &&
        (credits ? (
          <>
            <Act onClick={() => begin("add")}>Top up</Act>
            <Act onClick={() => begin("set")}>Set</Act>
          </>
        ) : (
          <Act onClick={() => begin("set")}>Count calls</Act>
        ))
      }
    >
      {credits ? (
        <Balance credits={credits} spentBy={spentBy} />
      ) : (
        <p className="text-ink-2">None of its own. {without}</p>
      )}
      {credits && mayUpdate && (
        <div className="-mx-2.5 flex flex-wrap gap-1 pt-2">
          <Act onClick={() => begin("refill")}>{credits.refill ? "Change refill" : "Add a refill"}</Act>
          <Act onClick={() => begin("stop")}>Stop counting</Act>
        </div>
      )}
      {dialog && (act.kind === "add" || act.kind === "set") && (
        <BalanceDialog
          key={act.turn}
          {...dialog}
          kind={act.kind}
          credits={credits}
          used={used}
          change={actions.change}
        />
      )}
      {dialog && act.kind === "refill" && credits && (
        <RefillDialog key={act.turn} {...dialog} credits={credits} save={actions.refill} />
      )}
      {dialog && act.kind === "stop" && credits && (
        <ConfirmDialog
          key={act.turn}
          open={dialog.open}
          onOpenChange={dialog.onOpenChange}
          title="Stop counting?"
          consequence={
            <>
              <strong>{formatCount(credits.remaining)} credits are dropped now.</strong> {without} {used}
            </>
          }
          confirm="Stop counting"
          onConfirm={async () => {
            const result = await actions.stop();
            if (!result.ok) return result.problem.detail;
            dialog.onDone("Calls are not counted any more");
            return undefined;
          }}
        />
      )}
    </Panel>
  );
}

function Act({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button size="m" variant="ghost" onClick={onClick}>
      {children}
    </Button>
  );
}

function Balance({ credits, spentBy }: { credits: CreditsView; spentBy: string }) {
  const { remaining, refill } = credits;
  const low = remaining === 0 || (refill !== null && remaining < refill.amount * LOW);
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span>
          <span className="font-medium text-figure">{formatCount(remaining)}</span>{" "}
          <span className="text-ink-2">left{refill && ` of ${formatCount(refill.amount)}`}</span>
        </span>
        <Badge tone={remaining === 0 ? "danger" : "plain"}>
          {remaining === 0 ? "Used up" : refill ? "Refilled" : "One-time"}
        </Badge>
      </p>
      {refill && (
        <Meter
          label={`${formatCount(remaining)} of ${formatCount(refill.amount)} credits left`}
          value={remaining}
          max={refill.amount}
          soon={low}
        />
      )}
      <p className="text-ink-3 text-label">
        {refill ? (
          <>
            {refillWords(refill)}, next <Time at={credits.nextRefillAt} as="moment" />.
          </>
        ) : (
          "They are not refilled."
        )}{" "}
        Spent by {spentBy}.
      </p>
    </div>
  );
}
