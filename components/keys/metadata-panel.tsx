"use client";

import { useState } from "react";
import { EditButton } from "@/components/forms/edit-button";
import { fieldFault } from "@/components/forms/problem-text";
import { Panel } from "@/components/ui/panel";
import { EditDialog } from "./edit-dialog";
import { type EditProps, hourWords } from "./edit-facts";
import { MetadataField, metadataText, readMetadata } from "./metadata-field";

export interface MetadataPanelProps extends Omit<EditProps, "open" | "onClose"> {
  mayUpdate: boolean;
}

/** What a verification answers along with the key. */
export function MetadataPanel({ mayUpdate, ...edit }: MetadataPanelProps) {
  const text = metadataText(edit.view.metadata);
  return (
    <Panel
      title="Metadata"
      actions={
        mayUpdate && (
          <EditButton name="Edit metadata">{(dialog) => <EditMetadata {...edit} {...dialog} />}</EditButton>
        )
      }
    >
      {text ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <pre tabIndex={0} className="max-h-48 overflow-auto font-mono text-[12px] text-ink-2 leading-[18px]">
          {text}
        </pre>
      ) : (
        <p className="text-ink-2">None.</p>
      )}
    </Panel>
  );
}

function EditMetadata({ view, ...dialog }: EditProps) {
  const [text, setText] = useState(metadataText(view.metadata));
  const read = readMetadata(text);
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Change the metadata of ${view.name}`}
      consequence={<>Verifications answer with it from the next call on. {hourWords(dialog.callsLastHour)}</>}
      shows={["metadata"]}
      done={`The metadata of ${view.name} was changed`}
      change={() => ("fault" in read ? null : { metadata: read.value })}
    >
      {(problem) => <MetadataField text={text} onChange={setText} error={fieldFault(problem, "metadata")} />}
    </EditDialog>
  );
}
