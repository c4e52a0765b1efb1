"use client";

import { CirclePause } from "lucide-react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { toast } from "@/components/ui/toast";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyActions } from "./actions";
import { hourWords } from "./edit-facts";

export interface RevokeDialogProps {
  view: KeyView;
  callsLastHour: number | null;
  open: boolean;
  onClose: () => void;
  revoke: KeyActions["revoke"];
  /** The reversible act; resolves to a sentence where it failed. Absent where it is done already. */
  disable: (() => Promise<string | undefined>) | undefined;
  onChanged: () => void;
}

/** “Revoke route-planner?”: final, so the name is typed; disabling is offered instead. */
export function RevokeDialog({
  view,
  callsLastHour,
  open,
  onClose,
  revoke,
  disable,
  onChanged,
}: RevokeDialogProps) {
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Revoke ${view.name}?`}
      consequence={
        <>
          <strong>This key stops working now. {hourWords(callsLastHour)}</strong>{" "}
          {callsLastHour ? "They will get" : "Calls with it get"} <code>REVOKED</code>. This cannot be undone;
          history and usage stay.
        </>
      }
      instead={
        disable && {
          icon: <CirclePause />,
          text: "Not sure? Disable it instead. That can be undone at once.",
          label: "Disable",
          onSelect: disable,
        }
      }
      typed={view.name}
      confirm="Revoke key"
      onConfirm={async () => {
        const result = await revoke();
        if (!result.ok) return result.problem.detail;
        toast.success(`${view.name} was revoked`);
        onChanged();
        return undefined;
      }}
    />
  );
}
