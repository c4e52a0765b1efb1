"use client";

import { Field } from "@/components/ui/field";
import { DateTimeInput } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { useZone } from "@/components/ui/time";
import { formatDate } from "@/components/ui/time-format";
import { EXPIRY_CHOICES, type ExpiryDraft, expiryOf } from "./expiry";

export interface ExpiryFieldProps {
  draft: ExpiryDraft;
  onChange: (draft: ExpiryDraft) => void;
  error: string | undefined;
}

/** When a key ends by itself: presets, or a date on the viewer's clock. */
export function ExpiryField({ draft, onChange, error }: ExpiryFieldProps) {
  const zone = useZone();
  const at = expiryOf(draft, zone, Date.now());
  const help = at ? (
    <>
      Ends on {formatDate(Date.parse(at), zone)}; from then on calls get <code>EXPIRED</code>.
    </>
  ) : draft.choice === "none" ? (
    "Works until it is disabled or revoked."
  ) : undefined;
  return (
    <Field
      label="Expires"
      as="group"
      help={draft.choice === "own" ? undefined : help}
      error={draft.choice === "own" ? undefined : error}
    >
      <Segmented
        label="Expires"
        name="expires"
        size="l"
        className="w-full"
        options={EXPIRY_CHOICES}
        value={draft.choice}
        onValueChange={(choice) => onChange({ ...draft, choice })}
      />
      {draft.choice === "own" && (
        <Field label="Expires at" help={help} error={error} className="pt-2">
          <DateTimeInput
            value={draft.own}
            onChange={(event) => onChange({ ...draft, own: event.target.value })}
          />
        </Field>
      )}
    </Field>
  );
}
