"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ExtendDialog } from "@/components/rotation/extend-dialog";
import { Bleed, PageHeader } from "@/components/shell/page";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/states";
import { Pager } from "@/components/ui/table";
import { Time, ZoneNote } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/http/action";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyActions } from "./actions";
import { CreateDialog } from "./create-dialog";
import { EditDialog } from "./edit-dialog";
import { type RootKeyAct, RootKeyTable } from "./root-key-table";
import { RotateDialog } from "./rotate-dialog";

export interface RootKeysProps {
  rootKeys: readonly RootKeyView[];
  actions: RootKeyActions;
  may: { create: boolean; update: boolean; rotate: boolean; revoke: boolean };
  grantable: readonly string[];
  apis: readonly { id: string; name: string }[];
  appUrl: string;
  nextHref: string | undefined;
  firstHref: string | undefined;
}

/** The page of root keys: the list, and the dialogs that change it. */
export function RootKeys(props: RootKeysProps) {
  const { rootKeys, actions, may, grantable, apis, appUrl, nextHref, firstHref } = props;
  const router = useRouter();
  const [act, setAct] = useState<{
    kind: RootKeyAct;
    rootKey: RootKeyView;
    open: boolean;
    turn: number;
  } | null>(null);
  const close = () => setAct((now) => now && { ...now, open: false });
  const opening = (kind: RootKeyAct) => act?.kind === kind && act.open;
  const settle = async <T,>(result: Promise<ActionResult<T>>, done: string): Promise<string | undefined> => {
    const answer = await result;
    if (!answer.ok) return answer.problem.detail;
    toast.success(done);
    router.refresh();
    return undefined;
  };
  const enable = async (rootKey: RootKeyView) => {
    const fault = await settle(actions.setEnabled(rootKey.id, true), `${rootKey.name} works again`);
    if (fault) toast.error(fault);
  };
  return (
    <>
      <PageHeader
        title="Root keys"
        note="What your backends call Latchkey with: to verify, and to manage keys."
        actions={
          may.create && (
            <CreateDialog
              create={actions.create}
              grantable={grantable}
              apis={apis}
              appUrl={appUrl}
              onCreated={() => router.refresh()}
            />
          )
        }
      />
      {rootKeys.length === 0 ? (
        <div className="rounded-lg border border-line">
          <EmptyState title="No root key yet">
            A backend needs one to verify: create one that may <code>keys:verify</code> and nothing else.
          </EmptyState>
        </div>
      ) : (
        <>
          <Bleed className="border-line border-y">
            <RootKeyTable
              rootKeys={rootKeys}
              may={may}
              apis={apis}
              onAct={(kind, rootKey) =>
                kind === "enable"
                  ? enable(rootKey)
                  : setAct((now) => ({ kind, rootKey, open: true, turn: (now?.turn ?? 0) + 1 }))
              }
            />
          </Bleed>
          {nextHref || firstHref ? (
            <Pager note={<ZoneNote />} previousHref={firstHref} nextHref={nextHref} />
          ) : (
            <ZoneNote className="pt-3" />
          )}
        </>
      )}
      {act?.kind === "edit" && (
        <EditDialog
          key={act.turn}
          rootKey={act.rootKey}
          actions={actions}
          grantable={grantable}
          apis={apis}
          open={act.open}
          onOpenChange={(open) => !open && close()}
          onSaved={(saved) => {
            toast.success(`${saved.name} saved`);
            router.refresh();
          }}
        />
      )}
      {act?.kind === "extend" && act.rootKey.rotation && (
        <ExtendDialog
          key={act.turn}
          view={act.rootKey}
          retiresAt={act.rootKey.rotation.retiresAt}
          open={act.open}
          onClose={close}
          extend={(overlapSeconds) => actions.extend(act.rootKey.id, overlapSeconds)}
          onChanged={() => router.refresh()}
        />
      )}
      {act && (
        <ConfirmDialog
          open={opening("disable") ?? false}
          onOpenChange={(open) => !open && close()}
          title={`Disable ${act.rootKey.name}?`}
          consequence={
            <>
              <strong>Whatever calls with it gets 401 from now on</strong>, and what it verifies lets nobody
              in. Last used <Time at={act.rootKey.lastUsedAt} as="relative" absent="never" />. It can be
              enabled again.
            </>
          }
          confirm="Disable"
          onConfirm={() =>
            settle(actions.setEnabled(act.rootKey.id, false), `${act.rootKey.name} is disabled`)
          }
        />
      )}
      {act?.kind === "rotate" && (
        <RotateDialog
          key={act.rootKey.id}
          rootKey={act.rootKey}
          rotate={actions.rotate}
          appUrl={appUrl}
          open={act.open}
          onOpenChange={(open) => !open && close()}
          onRotated={() => router.refresh()}
        />
      )}
      {act?.rootKey.rotation && (
        <EndRotation
          rootKey={act.rootKey}
          open={opening("complete") ? "complete" : opening("cancel") ? "cancel" : null}
          onClose={close}
          onComplete={() =>
            settle(actions.complete(act.rootKey.id), `${act.rootKey.name} now has one secret`)
          }
          onCancel={() =>
            settle(actions.cancel(act.rootKey.id), `${act.rootKey.name} is back at its old secret`)
          }
        />
      )}
      {act && (
        <ConfirmDialog
          open={opening("revoke") ?? false}
          onOpenChange={(open) => !open && close()}
          title={`Revoke ${act.rootKey.name}?`}
          consequence={
            <>
              <strong>This root key stops working now.</strong> Whatever verifies with it gets 401 and lets
              nobody in. Last used <Time at={act.rootKey.lastUsedAt} as="relative" absent="never" />. This
              cannot be undone; its history stays.
            </>
          }
          typed={act.rootKey.name}
          confirm="Revoke root key"
          onConfirm={() => settle(actions.revoke(act.rootKey.id), `${act.rootKey.name} was revoked`)}
        />
      )}
    </>
  );
}

interface EndRotationProps {
  rootKey: RootKeyView;
  open: "complete" | "cancel" | null;
  onClose: () => void;
  onComplete: () => Promise<string | undefined>;
  onCancel: () => Promise<string | undefined>;
}

/** Finish early or go back, each saying which secret stops and when it was last used. */
function EndRotation({ rootKey, open, onClose, onComplete, onCancel }: EndRotationProps) {
  const { rotation, secrets } = rootKey;
  const ending = secrets.find(
    (secret) => secret.id === (open === "cancel" ? rotation?.newSecretId : rotation?.oldSecretId),
  );
  const finishing = open !== "cancel";
  return (
    <ConfirmDialog
      open={open !== null}
      onOpenChange={(next) => !next && onClose()}
      title={
        finishing
          ? `Finish the rotation of ${rootKey.name}?`
          : `Go back to the old secret of ${rootKey.name}?`
      }
      consequence={
        <>
          <strong>
            The {finishing ? "old" : "new"} secret{" "}
            <code>
              {ending?.start}…{ending?.last4}
            </code>{" "}
            stops working now.
          </strong>{" "}
          It was last used <Time at={ending?.lastUsedAt} as="relative" absent="never" />.
        </>
      }
      confirm={finishing ? "Finish now" : "Go back"}
      tone={finishing ? "primary" : "danger"}
      cancel="Keep both"
      onConfirm={finishing ? onComplete : onCancel}
    />
  );
}
