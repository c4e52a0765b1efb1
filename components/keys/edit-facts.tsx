"use client";

import { useState } from "react";
import { fieldFault } from "@/components/forms/problem-text";
import { OwnerInput } from "@/components/identities/owner-input";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatPlural } from "@/components/ui/number-format";
import { Time, useZone } from "@/components/ui/time";
import { toField } from "@/components/usage/range";
import type { KeyView } from "@/lib/keys/schemas";
import type { KeyActions } from "./actions";
import { EditDialog } from "./edit-dialog";
import { type ExpiryDraft, expiryFault, expiryOf, type Lifetimes, latestExpiry } from "./expiry";
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
          help="Your own id for the consumer, known or new. Empty: no owner."
          error={fieldFault(problem, "externalId")}
        >
          <OwnerInput value={owner} onValueChange={setOwner} autoFocus />
        </Field>
      )}
    </EditDialog>
  );
}

export function EditExpiry({ view, api, ...dialog }: EditProps & { api: Lifetimes }) {
  const zone = useZone();
  const [draft, setDraft] = useState<ExpiryDraft>(() => {
    // A key that never ended is offered the latest end that its API allows by now.
    const at = view.expiresAt ? Date.parse(view.expiresAt) : latestExpiry(api, Date.now());
    return at === null ? { choice: "none", own: "" } : { choice: "own", own: toField(at, zone) };
  });
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
        if (expiresAt === undefined || expiryFault(draft, api, zone, Date.now())) return null;
        return { expiresAt };
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
          api={api}
        />
      )}
    </EditDialog>
  );
}
