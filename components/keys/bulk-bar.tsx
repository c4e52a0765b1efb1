"use client";

import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { formatPlural } from "@/components/ui/number-format";
import type { KeyListActions, KeyMay } from "./actions";
import { BulkDialog, type BulkKind, type SelectedKey } from "./bulk-dialog";

export interface BulkBarProps {
  selected: readonly SelectedKey[];
  may: Pick<KeyMay, "update" | "revoke">;
  change: KeyListActions["change"];
  callsLastHour: KeyListActions["callsLastHour"];
  onClear: () => void;
  onChanged: () => void;
}

/** How many calls used the selected keys in the last hour; null until known, or where usage may not be seen. */
function useCalls(ids: string, ask: KeyListActions["callsLastHour"]): number | null {
  const [known, setKnown] = useState<{ ids: string; count: number | null }>();
  useEffect(() => {
    let current = true;
    void ask(ids.split(",")).then((result) => {
      if (current) setKnown({ ids, count: result.ok ? result.value : null });
    });
    return () => {
      current = false;
    };
  }, [ids, ask]);
  return known?.ids === ids ? known.count : null;
}

/** “3 selected · 3,418 calls used them in the last hour · Enable Disable Limits Revoke”. */
export function BulkBar({ selected, may, change, callsLastHour, onClear, onChanged }: BulkBarProps) {
  const [asked, setAsked] = useState<{ kind: BulkKind; turn: number }>();
  const calls = useCalls(selected.map((key) => key.id).join(","), callsLastHour);
  const ask = (kind: BulkKind) => setAsked((before) => ({ kind, turn: (before?.turn ?? 0) + 1 }));
  const act = (kind: BulkKind, label: string, danger = false) => (
    <Button
      size="m"
      variant="ghost"
      onClick={() => ask(kind)}
      className={danger ? "text-o-ended-t" : undefined}
    >
      {label}
    </Button>
  );
  return (
    <>
      <section
        aria-label="Selected keys"
        className="sticky bottom-4 z-30 mx-auto flex max-w-full flex-wrap items-center gap-x-2 gap-y-1 rounded-lg border border-line-2 bg-overlay py-1.5 pr-1.5 pl-3.5 shadow-overlay narrow:w-full"
      >
        <p role="status" className="pr-2 narrow:basis-full">
          <span className="font-medium">{selected.length} selected</span>
          {calls !== null && (
            <span className="pl-2 text-ink-2">
              {calls === 0 ? "No call used them" : `${formatPlural(calls, "call")} used them`} in the last
              hour
            </span>
          )}
        </p>
        {may.update && act("enable", "Enable")}
        {may.update && act("disable", "Disable")}
        {may.update && act("limits", "Limits")}
        {may.revoke && act("revoke", "Revoke", true)}
        <IconButton
          size="m"
          icon={<X />}
          label="Clear selection"
          onClick={onClear}
          className="narrow:absolute narrow:top-1 narrow:right-1"
        />
      </section>
      {asked && (
        <BulkDialog
          key={asked.turn}
          kind={asked.kind}
          selected={selected}
          calls={calls}
          change={change}
          onClose={(done) => {
            setAsked(undefined);
            if (done) onClear();
          }}
          onChanged={onChanged}
        />
      )}
    </>
  );
}
