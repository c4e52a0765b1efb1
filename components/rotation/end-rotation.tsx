"use client";

import type { ReactNode } from "react";
import type { KeyActions } from "@/components/keys/actions";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatPlural } from "@/components/ui/number-format";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { Adoption } from "@/lib/rotation/adoption";

export interface EndRotationProps {
  name: string;
  secrets: Adoption["secrets"];
  act: "complete" | "cancel";
  open: boolean;
  onClose: () => void;
  actions: Pick<KeyActions, "complete" | "cancel">;
  onChanged: () => void;
}

/** Finish now or go back, each saying which secret stops and what that breaks. */
export function EndRotation({ name, secrets, act, open, onClose, actions, onChanged }: EndRotationProps) {
  const finishing = act === "complete";
  const ending = secrets.find((secret) => secret.role === (finishing ? "old" : "new"));
  const run = async () => {
    const result = await actions[act]();
    if (!result.ok) return result.problem.detail;
    toast.success(finishing ? `${name} now has one secret` : `${name} is back at its former secret`);
    onChanged();
    return undefined;
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={finishing ? `Finish the rotation of ${name}?` : `Go back to the old secret of ${name}?`}
      consequence={ending && <Breaks secret={ending} finishing={finishing} />}
      confirm={finishing ? "Finish now" : "Go back"}
      cancel="Keep both"
      tone={ending && ending.callsToday > 0 ? "danger" : "primary"}
      onConfirm={run}
    />
  );
}

function Breaks({
  secret,
  finishing,
}: {
  secret: Adoption["secrets"][number];
  finishing: boolean;
}): ReactNode {
  const sources = secret.addresses.length;
  return (
    <>
      <strong>
        The {finishing ? "old" : "new"} secret{" "}
        <code>
          {secret.start}…{secret.last4}
        </code>{" "}
        stops working now.{" "}
        {secret.lastUsedAt
          ? `${formatPlural(secret.callsToday, "call")} used it today.`
          : "It was never used."}
      </strong>{" "}
      {secret.lastUsedAt && (
        <>
          Last used <Time at={secret.lastUsedAt} as="relative" />
          {secret.lastUsedAddress && (
            <>
              {" "}
              from <code>{secret.lastUsedAddress}</code>
            </>
          )}
          {sources > 1 && `; ${formatPlural(sources, "address", "addresses")} used it in the last 24 hours`}.{" "}
        </>
      )}
      Calls with it get <code>EXPIRED</code>.{" "}
      {!finishing && "The old secret works on as before the rotation. "}
      This cannot be undone.
    </>
  );
}
