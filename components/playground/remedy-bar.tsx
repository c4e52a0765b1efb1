"use client";

import { useState } from "react";
import { EditLimits } from "@/components/keys/edit-access";
import { EditExpiry, hourWords } from "@/components/keys/edit-facts";
import { NO_LIFETIMES } from "@/components/keys/expiry";
import { Button, ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { toast } from "@/components/ui/toast";
import type { KeyView } from "@/lib/keys/schemas";
import type { PlaygroundActions } from "./actions";
import { type Remedy, remedyOf } from "./remedy";
import type { Shown } from "./use-playground";

export interface RemedyBarProps {
  slug: string;
  shown: Shown;
  mayUpdate: boolean;
  change: PlaygroundActions["change"];
  read: PlaygroundActions["read"];
  /** The key was changed: the same is asked again. */
  onChanged: () => void;
  onNewest: (key: KeyView) => void;
  onField: (field: Extract<Remedy, { kind: "field" }>["field"]) => void;
}

/** What would let the call through, and the key's own page. */
export function RemedyBar(props: RemedyBarProps) {
  const { slug, shown, mayUpdate } = props;
  const { key } = shown.checked;
  const remedy = remedyOf(slug, shown.checked, shown.request);
  const changes = remedy?.kind === "change" || remedy?.kind === "dialog";
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 pt-3">
      {remedy && (!changes || mayUpdate) && (
        <Act key={`${key?.id} ${key?.version}`} {...props} remedy={remedy} />
      )}
      {changes && !mayUpdate && <span className="text-ink-2">Your role cannot change keys.</span>}
      {key && remedy?.kind !== "link" && (
        <ButtonLink href={`/${slug}/keys/${key.id}`} variant="ghost" size="m">
          Open the key
        </ButtonLink>
      )}
    </div>
  );
}

function Act(props: RemedyBarProps & { remedy: Remedy }) {
  const { shown, remedy, change, read, onChanged, onNewest, onField } = props;
  const { key, callsLastHour } = shown.checked;
  const [open, setOpen] = useState(false);
  const label = <span className="truncate">{remedy.label}</span>;
  const looks = { size: "m", className: "min-w-0 max-w-full" } as const;
  if (remedy.kind === "link")
    return (
      <ButtonLink href={remedy.href} {...looks}>
        {label}
      </ButtonLink>
    );
  if (remedy.kind === "field")
    return (
      <Button {...looks} onClick={() => onField(remedy.field)}>
        {label}
      </Button>
    );
  if (!key) return null;
  if (remedy.kind === "newest")
    return (
      <Button {...looks} onClick={() => onNewest(key)}>
        {label}
      </Button>
    );
  const edit = {
    view: key,
    open,
    onClose: () => setOpen(false),
    update: (wanted: Parameters<typeof change>[1], version = key.version) => change(key.id, wanted, version),
    read: () => read(key.id),
    onChanged,
    callsLastHour,
  };
  return (
    <>
      <Button {...looks} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {remedy.kind === "dialog" ? (
        remedy.dialog === "expiry" ? (
          <EditExpiry {...edit} api={shown.checked.lifetimes ?? NO_LIFETIMES} />
        ) : (
          <EditLimits {...edit} />
        )
      ) : (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={remedy.title}
          consequence={
            <>
              {remedy.consequence} <strong>{hourWords(callsLastHour)}</strong>
            </>
          }
          confirm={remedy.label}
          cancel="Cancel"
          tone="primary"
          onConfirm={async () => {
            const result = await edit.update(remedy.change);
            if (!result.ok) return result.problem.detail;
            toast.success(remedy.done);
            onChanged();
            return undefined;
          }}
        />
      )}
    </>
  );
}
