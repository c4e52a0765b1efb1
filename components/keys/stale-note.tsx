"use client";

import { Button } from "@/components/ui/button";
import type { KeyView } from "@/lib/keys/schemas";
import { happenings } from "./timeline-words";

/** What an update can change, as the audit names it. */
const FIELDS = [
  "name",
  "enabled",
  "externalId",
  "permissions",
  "roles",
  "ratelimits",
  "credits",
  "ipAllowlist",
  "allowedOrigins",
  "expiresAt",
  "metadata",
] as const;

/** The fields in which two versions of a key differ. What was spent meanwhile is no change of the key. */
export function changedFields(before: KeyView, after: KeyView): (typeof FIELDS)[number][] {
  const of = (key: KeyView, field: (typeof FIELDS)[number]) =>
    JSON.stringify(field === "credits" ? key.credits?.refill : key[field]);
  return FIELDS.filter((field) => of(before, field) !== of(after, field));
}

export interface StaleNoteProps {
  before: KeyView;
  now: KeyView;
  /** Before the form around it is sent once more: what is saved is now meant for this version. */
  onOverwrite: () => void;
  busy: boolean;
}

/** Someone else was faster: what they changed, and the way on. */
export function StaleNote({ before, now, onOverwrite, busy }: StaleNoteProps) {
  const fields = changedFields(before, now);
  const pick = (key: KeyView) => Object.fromEntries(fields.map((field) => [field, key[field]]));
  const words = happenings({
    action: "key.updated",
    before: pick(before),
    after: pick(now),
  });
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-line-2 bg-inset px-3 py-2.5">
      <p className="font-medium">Nothing was saved: the key was changed while this was open.</p>
      {words.length > 0 ? (
        <ul aria-label="Changed meanwhile" className="flex flex-col gap-1 text-ink-2">
          {words.map(({ icon: Icon, title }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of what changed
            <li key={place} className="flex items-center gap-2">
              <Icon className="size-3.5 shrink-0" />
              <span>{title}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">What it holds now is what it held before.</p>
      )}
      <div className="flex items-center gap-3">
        <Button type="submit" size="m" loading={busy} onClick={onOverwrite}>
          Save mine all the same
        </Button>
        <span className="text-ink-3 text-label">Cancel keeps what is there now.</span>
      </div>
    </div>
  );
}
