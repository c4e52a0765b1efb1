"use client";

import { Field } from "@/components/ui/field";
import { DateTimeInput } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { useZone } from "@/components/ui/time";
import { formatDate } from "@/components/ui/time-format";
import type { ApiView } from "@/lib/apis/schemas";
import { EXPIRY_CHOICES, type ExpiryDraft, expiryOf } from "./expiry";
import { spanWords } from "./timeline-words";

type Lifetimes = Pick<ApiView, "defaultLifetimeSeconds" | "maxLifetimeSeconds">;

export interface ExpiryFieldProps {
  draft: ExpiryDraft;
  onChange: (draft: ExpiryDraft) => void;
  error: string | undefined;
  /** What its API sets, where the key is not made yet. */
  api?: Lifetimes | undefined;
}

/** When a key ends by itself: presets, or a date on the viewer's clock. */
export function ExpiryField({ draft, onChange, error, api }: ExpiryFieldProps) {
  const zone = useZone();
  const most = api?.maxLifetimeSeconds ?? null;
  const usual = api?.defaultLifetimeSeconds ?? api?.maxLifetimeSeconds ?? null;
  const choices = EXPIRY_CHOICES.filter(
    ({ value }) => (value !== "default" || usual !== null) && (value !== "none" || most === null),
  );
  const value = draft.choice === "default" && usual === null ? "none" : draft.choice;
  const at = expiryOf(draft, zone, Date.now());
  const help = at ? (
    <>
      Ends on {formatDate(Date.parse(at), zone)}; from then on calls get <code>EXPIRED</code>.
    </>
  ) : value === "none" ? (
    "Works until it is disabled or revoked."
  ) : value === "default" && usual !== null ? (
    `Its API’s default: it lives ${spanWords(usual)}.`
  ) : undefined;
  const limit = most !== null && <> Keys of this API live {spanWords(most)} at most.</>;
  const said = (
    <>
      {help}
      {limit}
    </>
  );
  return (
    <Field
      label="Expires"
      as="group"
      help={draft.choice === "own" ? undefined : said}
      error={draft.choice === "own" ? undefined : error}
    >
      <Segmented
        label="Expires"
        name="expires"
        size="l"
        className="w-full"
        options={choices}
        value={value}
        onValueChange={(choice) => onChange({ ...draft, choice })}
      />
      {draft.choice === "own" && (
        <Field label="Expires at" help={said} error={error} className="pt-2">
          <DateTimeInput
            value={draft.own}
            onChange={(event) => onChange({ ...draft, own: event.target.value })}
          />
        </Field>
      )}
    </Field>
  );
}
