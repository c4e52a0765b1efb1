"use client";

import { useState } from "react";
import { fieldFault } from "@/components/forms/problem-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import { Time, useZone } from "@/components/ui/time";
import { toField } from "@/components/usage/range";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyActions } from "./actions";
import { EditDialog } from "./edit-dialog";
import { type ExpiryDraft, expiryOf } from "./expiry";
import { ExpiryField } from "./expiry-field";

export interface EditProps {
  view: KeyView;
  open: boolean;
  onClose: () => void;
  update: KeyActions["update"];
  read?: KeyActions["read"] | undefined;
  onChanged: () => void;
  /** Null where the person may not see usage. */
  callsLastHour: number | null;
}

/** “1,204 calls used it in the last hour.” */
export function hourWords(calls: number | null): string {
  if (calls === null) return "";
  return calls === 0
    ? "No call used it in the last hour."
    : `${formatPlural(calls, "call")} used it in the last hour.`;
}

export function EditName({ view, ...dialog }: EditProps) {
  const [name, setName] = useState(view.name);
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Rename ${view.name}`}
      consequence="Calls go on as before: a key is known by its id. Verifications answer with the new name."
      shows={["name"]}
      done={`Renamed to ${name.trim()}`}
      change={() => ({ name })}
    >
      {(problem) => (
        <Field label="Name" error={fieldFault(problem, "name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
            autoFocus
          />
        </Field>
      )}
    </EditDialog>
  );
}

export function EditOwner({ view, ...dialog }: EditProps) {
  const [owner, setOwner] = useState(view.externalId ?? "");
  const wanted = owner.trim();
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Change the owner of ${view.name}`}
      consequence={
        <>
          Verifications answer with the new owner from the next call on. {hourWords(dialog.callsLastHour)}{" "}
          Usage until now stays with {view.externalId ? <code>{view.externalId}</code> : "no owner"}.
        </>
      }
      shows={["externalId"]}
      done={wanted ? `${view.name} belongs to ${wanted}` : `${view.name} has no owner`}
      change={() => ({ externalId: wanted || null })}
    >
      {(problem) => (
        <Field
          label="Owner"
          optional
          help="Your own id for the consumer. Empty: no owner."
          error={fieldFault(problem, "externalId")}
        >
          <Input
            mono
            value={owner}
            onChange={(event) => setOwner(event.target.value)}
            autoFocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
      )}
    </EditDialog>
  );
}

export function EditExpiry({ view, ...dialog }: EditProps) {
  const zone = useZone();
  const [draft, setDraft] = useState<ExpiryDraft>(() =>
    view.expiresAt
      ? { choice: "own", own: toField(Date.parse(view.expiresAt), zone) }
      : { choice: "none", own: "" },
  );
  const [missing, setMissing] = useState(false);
  return (
    <EditDialog
      {...dialog}
      view={view}
      title={`Change the expiry of ${view.name}`}
      consequence={
        <>
          <strong>
            {view.expiresAt ? (
              <>
                It ends at <Time at={view.expiresAt} as="moment" /> now.
              </>
            ) : (
              "It never ends now."
            )}
          </strong>{" "}
          {hourWords(dialog.callsLastHour)}
          {view.rotation && " An earlier end also brings the old secret's retirement forward."}
        </>
      }
      shows={["expiresAt"]}
      done={`The expiry of ${view.name} was changed`}
      change={() => {
        const expiresAt = expiryOf(draft, zone, Date.now());
        setMissing(expiresAt === undefined);
        return expiresAt === undefined ? null : { expiresAt };
      }}
    >
      {(problem) => (
        <ExpiryField
          draft={draft}
          onChange={(next) => {
            setMissing(false);
            setDraft(next);
          }}
          error={missing ? "Give a date and a time." : fieldFault(problem, "expiresAt")}
        />
      )}
    </EditDialog>
  );
}
