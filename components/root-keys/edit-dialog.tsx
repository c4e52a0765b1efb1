"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Time } from "@/components/ui/time";
import type { RootKeyView } from "@/lib/root-keys/schemas";
import type { RootKeyActions, RootKeyDraft } from "./actions";
import { RootKeyForm } from "./root-key-form";

export interface EditDialogProps {
  rootKey: RootKeyView;
  actions: Pick<RootKeyActions, "update" | "shutOut">;
  grantable: readonly string[];
  apis: readonly { id: string; name: string }[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSaved: (rootKey: RootKeyView) => void;
}

/** Changes a root key. Saving an allowlist that shuts out where it is used from asks a second time. */
export function EditDialog({ rootKey, actions, open, onOpenChange, onSaved, ...lists }: EditDialogProps) {
  const [warned, setWarned] = useState<{ addresses: string[]; of: string } | null>(null);
  const send = async (draft: RootKeyDraft) => {
    const allowlist = JSON.stringify(draft.ipAllowlist);
    if (warned?.of !== allowlist) {
      const shut = await actions.shutOut(rootKey.id, draft.ipAllowlist);
      if (!shut.ok) return shut;
      if (shut.value.length > 0) {
        setWarned({ addresses: shut.value, of: allowlist });
        return null;
      }
    }
    return actions.update(rootKey.id, draft, rootKey.version);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="l"
      title={`Edit ${rootKey.name}`}
      description={
        <>
          <strong>It holds from its next call on.</strong> Its secret stays. Last used{" "}
          <Time at={rootKey.lastUsedAt} as="relative" absent="never" />.
        </>
      }
    >
      <RootKeyForm
        {...lists}
        rootKey={rootKey}
        confirm={warned ? "Save anyway" : "Save"}
        send={send}
        onDone={(saved: RootKeyView) => {
          onOpenChange(false);
          onSaved(saved);
        }}
        warning={
          warned && (
            <p
              role="alert"
              className="flex items-start gap-2 rounded-md bg-o-limited-s px-3 py-2 text-o-limited-t"
            >
              <TriangleAlert className="mt-0.5 size-4 shrink-0" />
              <span>
                It was last used from <code>{warned.addresses.join(", ")}</code>, which these addresses shut
                out. Whatever calls from there gets 401.
              </span>
            </p>
          )
        }
      />
    </Dialog>
  );
}
