"use client";

import {
  CalendarClock,
  CirclePause,
  CirclePlay,
  Ellipsis,
  Globe,
  Pencil,
  RefreshCw,
  ShieldAlert,
  User,
} from "lucide-react";
import { type ReactNode, useState, useTransition } from "react";
import { PageHeader } from "@/components/shell/page";
import { Badge } from "@/components/ui/badge";
import { Button, IconButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { KeyState, RotationChip, SecretStart } from "@/components/ui/key-state";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Expiry, Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyActions, KeyMay } from "./actions";
import { EditExpiry, EditName, EditOwner } from "./edit-facts";
import type { Lifetimes } from "./expiry";
import { RevokeDialog } from "./revoke-dialog";
import { shownSecret } from "./shown-secret";
import { useUrlDialog } from "./use-url-dialog";

export interface KeyHeadProps {
  view: KeyView;
  api: Lifetimes;
  administrative: boolean;
  callsLastHour: number | null;
  actions: Pick<KeyActions, "update" | "read" | "revoke">;
  may: KeyMay;
  onChanged: () => void;
}

type Asked = "name" | "owner" | "expiry" | "revoke";

/** Name, state, facts and acts of a key. */
export function KeyHead({ view, api, administrative, callsLastHour, actions, may, onChanged }: KeyHeadProps) {
  const [asked, setAsked] = useState<{ what: Asked; open: boolean; turn: number }>();
  const { busy, switchTo } = useSwitch(view, actions.update, onChanged);
  const ask = (what: Asked) => setAsked((before) => ({ what, open: true, turn: (before?.turn ?? 0) + 1 }));
  const close = () => setAsked((before) => before && { ...before, open: false });
  const dialog = (what: Asked) => ({
    view,
    open: asked?.what === what && asked.open,
    onClose: close,
    update: actions.update,
    read: actions.read,
    onChanged,
    callsLastHour,
  });
  // A fresh form at each opening.
  const turn = (what: Asked) => `${what}-${asked?.what === what ? asked.turn : 0}`;
  return (
    <>
      <PageHeader
        title={view.name}
        badges={
          <>
            <KeyState
              state={view.state}
              note={view.revokedAt ? <Time at={view.revokedAt} as="moment" /> : undefined}
            />
            {view.publishable && <Badge icon={<Globe />}>publishable</Badge>}
            {administrative && <Badge icon={<ShieldAlert />}>administrative</Badge>}
            {view.rotation && view.state === "active" && <RotationChip retiresAt={view.rotation.retiresAt} />}
          </>
        }
        facts={<KeyFacts view={view} onAsk={may.update && view.state !== "revoked" ? ask : undefined} />}
        actions={
          view.state !== "revoked" && (
            <KeyActs view={view} may={may} busy={busy} onSwitch={() => switchTo(!view.enabled)} onAsk={ask} />
          )
        }
      />
      <EditName key={turn("name")} {...dialog("name")} />
      <EditOwner key={turn("owner")} {...dialog("owner")} />
      <EditExpiry key={turn("expiry")} {...dialog("expiry")} api={api} />
      <RevokeDialog
        view={view}
        callsLastHour={callsLastHour}
        open={asked?.what === "revoke" && asked.open}
        onClose={close}
        revoke={actions.revoke}
        disable={may.update && view.enabled ? () => switchTo(false) : undefined}
        onChanged={onChanged}
      />
    </>
  );
}

/** Disables and enables at once, each with the way back. Resolves to a sentence where it failed. */
function useSwitch(view: KeyView, update: KeyActions["update"], onChanged: () => void) {
  const [busy, start] = useTransition();
  const change = async (enabled: boolean, undo: boolean): Promise<string | undefined> => {
    const result = await update({ enabled });
    if (!result.ok) {
      toast.error(result.problem.detail);
      return result.problem.detail;
    }
    onChanged();
    const said = `${view.name} is ${enabled ? "enabled" : "disabled"}`;
    toast.success(
      said,
      undo
        ? {
            action: { label: "Undo", onClick: () => start(async () => void (await change(!enabled, false))) },
          }
        : {},
    );
    return undefined;
  };
  const switchTo = (enabled: boolean) =>
    new Promise<string | undefined>((resolve) => {
      start(async () => resolve(await change(enabled, true)));
    });
  return { busy, switchTo };
}

function KeyFacts({ view, onAsk }: { view: KeyView; onAsk: ((what: Asked) => void) | undefined }): ReactNode {
  const edit = (what: Asked, label: string) =>
    onAsk && <IconButton size="s" icon={<Pencil />} label={label} onClick={() => onAsk(what)} />;
  const secret = shownSecret(view);
  const lastValid =
    view.secrets
      .flatMap((each) => each.lastValidAt ?? [])
      .sort()
      .at(-1) ?? null;
  // Also a denied call presents the key; say so where the two differ.
  const denied = view.lastUsedAt !== null && view.lastUsedAt !== lastValid;
  return (
    <>
      <SecretStart start={secret.start} last4={secret.last4} className="text-ink" />
      <span className="inline-flex items-center gap-1">
        <code className="break-all">{view.id}</code>
        <CopyButton iconOnly size="s" text={view.id} label="Copy id" />
      </span>
      <span className="inline-flex items-center gap-1">
        Owner <b>{view.externalId ?? "none"}</b>
        {edit("owner", "Edit owner")}
      </span>
      <span>
        Created{" "}
        <b>
          <Time at={view.createdAt} as="date" />
        </b>
      </span>
      <span className="inline-flex items-center gap-1">
        Expires <b>{view.expiresAt ? <Expiry at={view.expiresAt} /> : "never"}</b>
        {edit("expiry", "Edit expiry")}
      </span>
      <span>
        Last used{" "}
        <b>
          <Time at={view.lastUsedAt} as="relative" absent="never" />
        </b>
        {denied && (
          <>
            , last allowed{" "}
            <b>
              <Time at={lastValid} as="relative" absent="never" />
            </b>
          </>
        )}
      </span>
    </>
  );
}

interface KeyActsProps {
  view: KeyView;
  may: KeyMay;
  busy: boolean;
  onSwitch: () => void;
  onAsk: (what: Asked) => void;
}

/** Buttons, and a menu with the rest; on a narrow screen the menu has them all. */
function KeyActs({ view, may, busy, onSwitch, onAsk }: KeyActsProps) {
  const rotation = useUrlDialog("rotate", false);
  const mayRotate = may.rotate && view.state === "active" && !view.rotation;
  if (!may.update && !may.rotate && !may.revoke) return null;
  const SwitchIcon = view.enabled ? CirclePause : CirclePlay;
  const switchWord = view.enabled ? "Disable" : "Enable";
  return (
    <>
      {mayRotate && (
        <Button icon={<RefreshCw />} onClick={rotation.show} className="narrow:hidden">
          Rotate
        </Button>
      )}
      {may.update && (
        <Button loading={busy} onClick={onSwitch} className="narrow:hidden">
          {switchWord}
        </Button>
      )}
      {may.revoke && (
        <Button variant="danger" onClick={() => onAsk("revoke")} className="narrow:hidden">
          Revoke
        </Button>
      )}
      <Menu align="end" trigger={<IconButton icon={<Ellipsis />} label="More acts" variant="secondary" />}>
        {mayRotate && (
          <MenuItem icon={<RefreshCw />} onSelect={rotation.show}>
            Rotate
          </MenuItem>
        )}
        {may.update && (
          <>
            <MenuItem icon={<Pencil />} onSelect={() => onAsk("name")}>
              Rename
            </MenuItem>
            <MenuItem icon={<User />} onSelect={() => onAsk("owner")}>
              Change owner
            </MenuItem>
            <MenuItem icon={<CalendarClock />} onSelect={() => onAsk("expiry")}>
              Change expiry
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={<SwitchIcon />}
              onSelect={onSwitch}
              note={view.enabled ? "Can be undone" : undefined}
            >
              {switchWord}
            </MenuItem>
          </>
        )}
        {may.revoke && (
          <MenuItem danger onSelect={() => onAsk("revoke")} note="Final">
            Revoke
          </MenuItem>
        )}
      </Menu>
    </>
  );
}
