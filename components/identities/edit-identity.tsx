"use client";

import { type ReactNode, useState } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { fieldFault } from "@/components/forms/problem-text";
import { MetadataField, metadataText, readMetadata } from "@/components/keys/metadata-field";
import { LimitRows, limitRows, limitsOf } from "@/components/limits/limit-rows";
import { formatPlural } from "@/components/ui/number-format";
import { toast } from "@/components/ui/toast";
import type { ActionProblem } from "@/lib/http/action";
import type { IdentityView } from "@/lib/identities/schemas";
import type { IdentityActions, IdentityChange } from "./actions";

interface EditProps {
  view: IdentityView;
  update: IdentityActions["update"];
  open: boolean;
  onClose: () => void;
  onChanged: () => void;
}

const consequence = (view: IdentityView) =>
  view.usedBy.keys === 0
    ? "It has no key yet."
    : `${formatPlural(view.usedBy.keys, "key")} of it ${view.usedBy.keys === 1 ? "takes" : "take"} this from the next call on.`;

/** Limits that its keys share, or that stand in place of their API's. */
export function EditIdentityLimits(props: EditProps) {
  const [rows, setRows] = useState(() => limitRows(props.view.ratelimits));
  return (
    <EditDialog
      {...props}
      title={`Change the limits of ${props.view.externalId}`}
      shows={["ratelimits"]}
      change={() => ({ ratelimits: limitsOf(rows, true) })}
    >
      {(problem) => (
        <LimitRows
          rows={rows}
          onChange={setRows}
          problem={problem}
          none="No limit of its own: those of its keys and their API hold."
          shared
        />
      )}
    </EditDialog>
  );
}

/** The object that verify hands on with each answer. */
export function EditMetadata(props: EditProps) {
  const [text, setText] = useState(() => metadataText(props.view.metadata));
  const read = readMetadata(text);
  return (
    <EditDialog
      {...props}
      title={`Change the metadata of ${props.view.externalId}`}
      shows={["metadata"]}
      change={() => ("fault" in read ? null : { metadata: read.value })}
    >
      {(problem) => <MetadataField text={text} onChange={setText} error={fieldFault(problem, "metadata")} />}
    </EditDialog>
  );
}

interface EditDialogProps extends EditProps {
  title: string;
  shows: readonly string[];
  /** Null holds it back. */
  change: () => IdentityChange | null;
  children: (problem: ActionProblem | undefined) => ReactNode;
}

function EditDialog({
  view,
  update,
  open,
  onClose,
  onChanged,
  title,
  shows,
  change,
  children,
}: EditDialogProps) {
  return (
    <FormDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={consequence(view)}
      confirm="Save"
      shows={shows}
      send={() => {
        const wanted = change();
        return wanted && update(wanted, view.version);
      }}
      onDone={() => {
        toast.success(`${view.externalId} saved`);
        onChanged();
      }}
    >
      {children}
    </FormDialog>
  );
}
