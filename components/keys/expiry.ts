import { fromField } from "@/components/usage/range";

export const EXPIRY_CHOICES = [
  { value: "default", label: "API’s own" },
  { value: "none", label: "None" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "own", label: "Date" },
] as const;

export type ExpiryChoice = (typeof EXPIRY_CHOICES)[number]["value"];
export interface ExpiryDraft {
  choice: ExpiryChoice;
  /** A date-time field's text, on the viewer's clock. */
  own: string;
}

const DAY_MS = 86_400_000;

/** When a key so drafted expires; null for never or the API's own, undefined while its date is missing. */
export function expiryOf(draft: ExpiryDraft, zone: string, now: number): string | null | undefined {
  if (draft.choice === "none" || draft.choice === "default") return null;
  if (draft.choice !== "own") return new Date(now + Number(draft.choice) * DAY_MS).toISOString();
  const at = fromField(draft.own, zone);
  return at === null ? undefined : new Date(at).toISOString();
}
