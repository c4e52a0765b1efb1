"use client";

import { Field } from "@/components/ui/field";
import { DateTimeInput } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { useZone } from "@/components/ui/time";
import { formatClock, formatDate } from "@/components/ui/time-format";
import { toField } from "@/components/usage/range";
import {
  type ExpiryDraft,
  expiryChoices,
  expiryFault,
  expiryOf,
  type Lifetimes,
  latestExpiry,
} from "./expiry";
import { spanWords } from "./timeline-words";

export interface ExpiryFieldProps {
  draft: ExpiryDraft;
  onChange: (draft: ExpiryDraft) => void;
  error: string | undefined;
  /** What its API sets. */
  api: Lifetimes;
  /** Its key is not made yet, and can take its API's default. */
  isNew?: boolean | undefined;
}

/** When a key ends by itself: presets, or a date on the viewer's clock. What its API would refuse is said beforehand. */
export function ExpiryField({ draft, onChange, error, api, isNew = false }: ExpiryFieldProps) {
  const zone = useZone();
  const now = Date.now();
  const usual = api.defaultLifetimeSeconds ?? api.maxLifetimeSeconds;
  const value = draft.choice === "default" && usual === null ? "none" : draft.choice;
  const latest = latestExpiry(api, now);
  const said = error ?? expiryFault({ ...draft, choice: value }, api, zone, now);
  const help = (
    <>
      <Consequence draft={{ ...draft, choice: value }} usual={usual} zone={zone} now={now} />
      {latest !== null && api.maxLifetimeSeconds !== null && (
        <>
          {" "}
          Keys of this API live {spanWords(api.maxLifetimeSeconds)} at most
          {!isNew && `: until ${formatDate(latest, zone)} ${formatClock(latest, zone)}`}.
        </>
      )}
    </>
  );
  const own = value === "own";
  return (
    <Field label="Expires" as="group" help={own ? undefined : help} error={own ? undefined : said}>
      <Segmented
        label="Expires"
        name="expires"
        size="l"
        className="w-full"
        options={expiryChoices(api, isNew, value)}
        value={value}
        onValueChange={(choice) => onChange({ ...draft, choice })}
      />
      {own && (
        <Field label="Expires at" help={help} error={said} className="pt-2">
          <DateTimeInput
            value={draft.own}
            min={toField(now, zone)}
            max={latest === null ? undefined : toField(latest, zone)}
            onChange={(event) => onChange({ ...draft, own: event.target.value })}
          />
        </Field>
      )}
    </Field>
  );
}

interface ConsequenceProps {
  draft: ExpiryDraft;
  usual: number | null;
  zone: string;
  now: number;
}

function Consequence({ draft, usual, zone, now }: ConsequenceProps) {
  const at = expiryOf(draft, zone, now);
  if (at)
    return (
      <>
        Ends on {formatDate(Date.parse(at), zone)}; from then on calls get <code>EXPIRED</code>.
      </>
    );
  if (draft.choice === "none") return "Works until it is disabled or revoked.";
  if (draft.choice === "default" && usual !== null) return `Its API’s default: it lives ${spanWords(usual)}.`;
  return null;
}
