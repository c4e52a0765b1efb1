"use client";

import { History } from "lucide-react";
import { type ReactNode, useState } from "react";
import { RotationLanes } from "@/components/charts/rotation-lanes";
import type { KeyActions } from "@/components/keys/actions";
import { Button } from "@/components/ui/button";
import { formatCount, formatPlural, formatShare } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { Table, TBody, Td, THead, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/keys/schemas";
import type { Adoption } from "@/lib/rotation/adoption";
import { EndRotation } from "./end-rotation";
import { ExtendDialog } from "./extend-dialog";
import { lanePoints } from "./lane-points";

export interface RotationPanelProps {
  view: KeyView;
  adoption: Adoption;
  now: string;
  /** Absent where the person may not rotate. */
  actions: Pick<KeyActions, "complete" | "cancel" | "extend"> | undefined;
  onChanged: () => void;
}

const BUCKET_MS = 3 * 3_600_000;
type Act = "extend" | "complete" | "cancel";

/** A rotation under way: how far callers have moved, who has not, and the three ways on. */
export function RotationPanel({ view, adoption, now, actions, onChanged }: RotationPanelProps) {
  const [act, setAct] = useState<{ kind: Act; open: boolean }>({ kind: "extend", open: false });
  const old = adoption.secrets.find((secret) => secret.role === "old");
  const fresh = adoption.secrets.find((secret) => secret.role === "new");
  const { startedAt, retiresAt } = adoption.rotation;
  if (!old || !fresh) return null;
  const ask = (kind: Act, label: string) => (
    <Button size="m" onClick={() => setAct({ kind, open: true })} className="narrow:last:mr-2">
      {label}
    </Button>
  );
  const close = () => setAct((before) => ({ ...before, open: false }));
  const today = old.callsToday + fresh.callsToday;
  return (
    <Panel
      title="Rotation under way"
      note={
        adoption.adoptedToday === null ? (
          "No calls today"
        ) : (
          <>
            <strong>{formatShare(fresh.callsToday, today)}</strong> of today's calls use the new secret
          </>
        )
      }
      actions={
        actions && (
          <>
            {ask("extend", "Extend")}
            {ask("cancel", "Go back")}
            {ask("complete", "Finish now")}
          </>
        )
      }
      footer={<OldSecret old={old} retiresAt={retiresAt} />}
    >
      <RotationLanes
        points={lanePoints(adoption.secrets)}
        bucketMs={BUCKET_MS}
        bucketLabel="3 h"
        startedAt={startedAt}
        now={now}
        retiresAt={retiresAt}
        incoming={{
          start: `${fresh.start}…${fresh.last4}`,
          note: `${formatPlural(fresh.callsToday, "call")} today`,
        }}
        retiring={{
          start: `${old.start}…${old.last4}`,
          note: `${formatPlural(old.callsToday, "call")} today`,
        }}
      />
      {actions && (
        <>
          <ExtendDialog
            view={view}
            retiresAt={retiresAt}
            open={act.open && act.kind === "extend"}
            onClose={close}
            extend={actions.extend}
            onChanged={onChanged}
          />
          <EndRotation
            name={view.name}
            secrets={adoption.secrets}
            act={act.kind === "cancel" ? "cancel" : "complete"}
            open={act.open && act.kind !== "extend"}
            onClose={close}
            actions={actions}
            onChanged={onChanged}
          />
        </>
      )}
    </Panel>
  );
}

/** Who still uses the old secret, and what becomes of them. */
function OldSecret({ old, retiresAt }: { old: Adoption["secrets"][number]; retiresAt: string }): ReactNode {
  const [shown, setShown] = useState(false);
  const sources = old.addresses.length;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-x-3 narrow:flex-wrap">
        <History aria-hidden className="mt-0.5 shrink-0 text-ink-2" />
        <p className="min-w-0 flex-1 text-ink-2 narrow:basis-4/5">
          <b className="font-medium text-ink">
            {old.lastUsedAt ? (
              <>
                Old secret last used <Time at={old.lastUsedAt} as="relative" />
                {old.lastUsedAddress && (
                  <>
                    {" "}
                    from <code>{old.lastUsedAddress}</code>
                  </>
                )}{" "}
                ({formatPlural(old.callsToday, "call")} today).
              </>
            ) : (
              "The old secret was never used."
            )}
          </b>{" "}
          {old.callsToday > 0 && (
            <>
              Finish now and those calls get <code>EXPIRED</code>.{" "}
            </>
          )}
          Left alone, it retires on <Time at={retiresAt} as="moment" />.
        </p>
        {sources > 0 && (
          <button
            type="button"
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
            className="link shrink-0 narrow:ml-7"
          >
            {shown ? "Hide its callers" : "Its callers"}
          </button>
        )}
      </div>
      {shown && sources > 0 && (
        <div className="-mx-4 -mb-3 border-line border-t">
          <Table label="Callers of the old secret in the last 24 hours" dense stack>
            <THead>
              <Th>Address, last 24 hours</Th>
              <Th numeric>Calls</Th>
              <Th numeric>Last</Th>
            </THead>
            <TBody>
              {old.addresses.map((address) => (
                <Tr key={address.ip}>
                  <Td mono at="lead" className="text-ink">
                    {address.ip}
                  </Td>
                  <Td numeric at="aside">
                    {formatCount(address.count)}
                  </Td>
                  <Td numeric quiet at="subaside">
                    <Time at={address.lastAt} as="relative" />
                  </Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </div>
      )}
    </div>
  );
}
